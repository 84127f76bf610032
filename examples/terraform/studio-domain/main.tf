terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}

variable "region" {
  default = "eu-west-1"
}

variable "data_scientists" {
  type    = set(string)
  default = ["ana", "ben", "caro"]
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      team       = "ml-platform"
      managed-by = "terraform"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_vpc" "ml" {
  tags = { Name = "ml" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.ml.id]
  }
}

resource "aws_kms_key" "studio" {
  description         = "SageMaker Studio volumes"
  enable_key_rotation = true
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "studio" {
  name               = "studio-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "studio" {
  role       = aws_iam_role.studio.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
}

resource "aws_security_group" "studio" {
  name_prefix = "studio-"
  vpc_id      = data.aws_vpc.ml.id
}

resource "aws_sagemaker_domain" "studio" {
  domain_name             = "ml-platform"
  auth_mode               = "IAM"
  vpc_id                  = data.aws_vpc.ml.id
  subnet_ids              = data.aws_subnets.private.ids
  app_network_access_type = "VpcOnly"
  kms_key_id              = aws_kms_key.studio.arn

  default_user_settings {
    execution_role  = aws_iam_role.studio.arn
    security_groups = [aws_security_group.studio.id]
  }
}

# Everybody works with the role of the domain.
resource "aws_sagemaker_user_profile" "team" {
  for_each = var.data_scientists

  domain_id         = aws_sagemaker_domain.studio.id
  user_profile_name = each.key

  user_settings {
    execution_role = aws_iam_role.studio.arn
  }
}

resource "aws_sagemaker_image" "rstudio" {
  image_name = "rstudio"
  role_arn   = aws_iam_role.studio.arn
}

resource "aws_sagemaker_app_image_config" "rstudio" {
  app_image_config_name = "rstudio"

  kernel_gateway_image_config {
    kernel_spec {
      name = "ir"
    }
  }
}
