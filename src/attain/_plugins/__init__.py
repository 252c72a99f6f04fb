"""What plugins bring, and rubrics by their ids."""
