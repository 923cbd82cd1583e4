"""报告: documents whose figures keep their identity and are frozen when issued."""
