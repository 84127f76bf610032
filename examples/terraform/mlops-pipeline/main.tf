provider "aws" {
  region = "eu-west-1"
}

provider "awscc" {
  region = "eu-west-1"
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "artifacts" {
  bucket_prefix = "mlops-artifacts-"
}

resource "aws_kms_key" "mlops" {
  enable_key_rotation = true
}

# Read during the apply: the bucket has no ARN before.
data "aws_iam_policy_document" "pipeline" {
  statement {
    sid       = "RunJobs"
    actions   = ["sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob", "sagemaker:CreateModel"]
    resources = ["arn:aws:sagemaker:eu-west-1:${data.aws_caller_identity.current.account_id}:*"]
  }

  statement {
    sid       = "PassAnyRole"
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }

  statement {
    sid       = "Artifacts"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts.arn}/*"]
  }
}

resource "aws_iam_role" "pipeline" {
  name = "mlops-pipeline"
  path = "/mlops/"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["sagemaker.amazonaws.com", "codebuild.amazonaws.com"] }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "pipeline"
  role   = aws_iam_role.pipeline.id
  policy = data.aws_iam_policy_document.pipeline.json
}

resource "aws_sagemaker_model_package_group" "churn" {
  model_package_group_name = "churn"
}

resource "aws_sagemaker_pipeline" "churn" {
  pipeline_name         = "churn"
  pipeline_display_name = "churn"
  role_arn              = aws_iam_role.pipeline.arn

  pipeline_definition = jsonencode({
    Version = "2020-12-01"
    Steps   = [{ Name = "train", Type = "Training", Arguments = { RoleArn = aws_iam_role.pipeline.arn } }]
  })
}

# The last run of the pipeline by hand, with the pipeline's role.
resource "aws_sagemaker_notebook_instance" "debug" {
  name                   = "mlops-debug"
  instance_type          = "ml.t3.medium"
  role_arn               = aws_iam_role.pipeline.arn
  subnet_id              = "subnet-0aa11bb22cc33dd44"
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
  kms_key_id             = aws_kms_key.mlops.key_id
}

module "monitoring" {
  source = "./modules/monitoring"

  endpoint = "churn"
  role_arn = aws_iam_role.pipeline.arn
  bucket   = aws_s3_bucket.artifacts.id
}
