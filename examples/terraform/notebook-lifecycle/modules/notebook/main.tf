variable "name" {}
variable "root_access" {
  default = false
}
variable "subnet_id" {}
variable "vpc_id" {}
variable "kms_key_id" {}

locals {
  idle_minutes = 60
}

resource "aws_iam_role" "this" {
  name = "notebook-${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "sagemaker.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "data" {
  name = "data"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "ReadTeamData"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:ListBucket"]
      Resource = ["arn:aws:s3:::ml-${var.name}", "arn:aws:s3:::ml-${var.name}/*"]
    }]
  })
}

resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "stop_when_idle" {
  name = "stop-when-idle-${var.name}"

  on_start = base64encode(<<-SCRIPT
    #!/bin/bash
    # } not the end of a block
    echo '*/5 * * * * /usr/bin/python3 /opt/autostop.py --time ${local.idle_minutes * 60}' | crontab -
  SCRIPT
  )
}

resource "aws_security_group" "this" {
  name_prefix = "notebook-"
  vpc_id      = var.vpc_id
}

resource "aws_sagemaker_notebook_instance" "this" {
  name                   = "notebook-${var.name}"
  instance_type          = "ml.t3.medium"
  role_arn               = aws_iam_role.this.arn
  subnet_id              = var.subnet_id
  security_groups        = [aws_security_group.this.id]
  kms_key_id             = var.kms_key_id
  direct_internet_access = "Disabled"
  root_access            = var.root_access ? "Enabled" : "Disabled"
  lifecycle_config_name  = aws_sagemaker_notebook_instance_lifecycle_configuration.stop_when_idle.name
}
