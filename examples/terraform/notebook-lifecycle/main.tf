provider "aws" {
  region = "eu-central-1"
}

variable "teams" {
  default = {
    churn = { root = false }
    fraud = { root = true }
  }
}

resource "aws_vpc" "ml" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id     = aws_vpc.ml.id
  cidr_block = cidrsubnet(aws_vpc.ml.cidr_block, 8, count.index)
}

resource "aws_kms_key" "notebooks" {
  description         = "notebook volumes"
  enable_key_rotation = true
}

module "notebook" {
  source   = "./modules/notebook"
  for_each = var.teams

  name        = each.key
  root_access = each.value.root
  subnet_id   = aws_subnet.private[0].id
  vpc_id      = aws_vpc.ml.id
  kms_key_id  = aws_kms_key.notebooks.arn
}

# Left over from a trial, in nobody's module.
resource "aws_sagemaker_notebook_instance" "trial" {
  name          = "trial"
  instance_type = "ml.t3.medium"
  role_arn      = "arn:aws:iam::111122223333:role/legacy-notebooks"
}
