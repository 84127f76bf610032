provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

locals {
  subnets = ["subnet-0aa11bb22cc33dd44"]
}

resource "aws_kms_key" "training" {
  enable_key_rotation = true
}

resource "aws_s3_bucket" "data" {
  bucket = "churn-training-data"
}

resource "aws_s3_bucket_policy" "data" {
  bucket = "churn-training-data"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::churn-training-data", "arn:aws:s3:::churn-training-data/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.training.arn
    }
  }
}

resource "aws_s3_bucket" "scratch" {
  bucket_prefix = "churn-scratch-"
}

resource "aws_iam_role" "training" {
  name = "churn-training"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "sagemaker.amazonaws.com" }
    }]
  })
}

resource "aws_iam_policy" "training" {
  name = "churn-training"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Data"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["arn:aws:s3:::churn-training-data/*"]
      },
      {
        Sid      = "PassItself"
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:aws:iam::111122223333:role/churn-training"
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "training" {
  role       = aws_iam_role.training.name
  policy_arn = aws_iam_policy.training.arn
}

resource "aws_sagemaker_training_job" "hardened" {
  training_job_name                         = "churn-hardened"
  role_arn                                  = aws_iam_role.training.arn
  enable_network_isolation                  = true
  enable_inter_container_traffic_encryption = true

  algorithm_specification {
    training_input_mode = "File"
    training_image      = "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1"
  }

  input_data_config {
    channel_name = "train"

    data_source {
      s3_data_source {
        s3_data_type = "S3Prefix"
        s3_uri       = "s3://${aws_s3_bucket.data.bucket}/train/"
      }
    }
  }

  output_data_config {
    s3_output_path = "s3://${aws_s3_bucket.data.bucket}/output/"
  }

  resource_config {
    instance_type     = "ml.m5.xlarge"
    instance_count    = 2
    volume_size_in_gb = 50
    volume_kms_key_id = aws_kms_key.training.arn
  }

  vpc_config {
    subnets            = local.subnets
    security_group_ids = ["sg-0c1d2e3f405162738"]
  }
}

resource "aws_sagemaker_training_job" "quick" {
  training_job_name = "churn-quick"
  role_arn          = aws_iam_role.training.arn

  algorithm_specification {
    training_input_mode = "File"
    training_image      = "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1"
  }

  input_data_config {
    channel_name = "scratch"

    data_source {
      s3_data_source {
        s3_data_type = "S3Prefix"
        s3_uri       = "s3://${aws_s3_bucket.scratch.bucket}"
      }
    }
  }

  output_data_config {
    s3_output_path = "s3://${aws_s3_bucket.scratch.bucket}/output/"
  }

  resource_config {
    instance_type     = "ml.m5.xlarge"
    instance_count    = 2
    volume_size_in_gb = 50
  }
}
