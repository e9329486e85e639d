"""Agency formats: one module a format."""
