variable "endpoint" {}
variable "role_arn" {}
variable "bucket" {}

resource "aws_sagemaker_data_quality_job_definition" "this" {
  name     = "${var.endpoint}-data-quality"
  role_arn = var.role_arn

  data_quality_app_specification {
    image_uri = "468650794304.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-model-monitor-analyzer"
  }

  data_quality_job_input {
    endpoint_input {
      endpoint_name = var.endpoint
    }
  }

  data_quality_job_output_config {
    monitoring_outputs {
      s3_output {
        s3_uri = "s3://${var.bucket}/monitoring"
      }
    }
  }

  job_resources {
    cluster_config {
      instance_count    = 1
      instance_type     = "ml.m5.large"
      volume_size_in_gb = 20
    }
  }

  network_config {
    enable_network_isolation                  = true
    enable_inter_container_traffic_encryption = true
  }
}

resource "awscc_sagemaker_model_bias_job_definition" "this" {
  job_definition_name = "${var.endpoint}-bias"
  role_arn            = var.role_arn

  job_resources = {
    cluster_config = {
      instance_count    = 2
      instance_type     = "ml.m5.large"
      volume_size_in_gb = 20
    }
  }
}

resource "aws_sagemaker_monitoring_schedule" "this" {
  name = "${var.endpoint}-hourly"

  monitoring_schedule_config {
    monitoring_job_definition_name = aws_sagemaker_data_quality_job_definition.this.name
    monitoring_type                = "DataQuality"

    schedule_config {
      schedule_expression = "cron(0 * ? * * *)"
    }
  }
}
