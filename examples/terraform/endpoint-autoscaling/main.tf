provider "aws" {
  region = "us-east-1"
}

variable "image" {
  default = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
}

variable "subnet_ids" {
  default = ["subnet-0aa11bb22cc33dd44", "subnet-0ee55ff66aa77bb88"]
}

resource "aws_iam_role" "serving" {
  name = "churn-serving"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "sagemaker.amazonaws.com" }
    }]
  })
}

resource "aws_security_group" "serving" {
  name_prefix = "serving-"
}

resource "aws_kms_key" "serving" {
  enable_key_rotation = true
}

resource "aws_sagemaker_model" "churn" {
  execution_role_arn       = aws_iam_role.serving.arn
  enable_network_isolation = true

  primary_container {
    image          = var.image
    model_data_url = "s3://churn-models/2026-11-01/model.tar.gz"
  }

  vpc_config {
    subnets            = var.subnet_ids
    security_group_ids = [aws_security_group.serving.id]
  }
}

# A candidate without the settings of its neighbour.
resource "aws_sagemaker_model" "candidate" {
  execution_role_arn = aws_iam_role.serving.arn

  primary_container {
    image          = var.image
    model_data_url = "s3://churn-models/candidate/model.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "churn" {
  name_prefix = "churn-"
  kms_key_arn = aws_kms_key.serving.arn

  production_variants {
    variant_name           = "main"
    model_name             = aws_sagemaker_model.churn.name
    initial_instance_count = 2
    instance_type          = "ml.m5.large"
  }

  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 20
    destination_s3_uri          = "s3://churn-capture/"

    capture_options {
      capture_mode = "Input"
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sagemaker_endpoint_configuration" "candidate" {
  name_prefix = "churn-candidate-"

  production_variants {
    variant_name           = "candidate"
    model_name             = aws_sagemaker_model.candidate.name
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }
}

resource "aws_sagemaker_endpoint_configuration" "night" {
  name = "churn-night"

  production_variants {
    variant_name = "main"
    model_name   = aws_sagemaker_model.churn.name

    serverless_config {
      max_concurrency   = 5
      memory_size_in_mb = 2048
    }
  }
}

resource "aws_sagemaker_endpoint" "churn" {
  name                 = "churn"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.churn.name
}

resource "aws_appautoscaling_target" "churn" {
  service_namespace  = "sagemaker"
  resource_id        = "endpoint/${aws_sagemaker_endpoint.churn.name}/variant/main"
  scalable_dimension = "sagemaker:variant:DesiredInstanceCount"
  min_capacity       = 2
  max_capacity       = 6
}

resource "aws_appautoscaling_policy" "churn" {
  name               = "churn-invocations"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.churn.service_namespace
  resource_id        = aws_appautoscaling_target.churn.resource_id
  scalable_dimension = aws_appautoscaling_target.churn.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 700

    predefined_metric_specification {
      predefined_metric_type = "SageMakerVariantInvocationsPerInstance"
    }
  }
}
