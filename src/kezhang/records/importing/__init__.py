"""导入: from a workbook to a plan and from the plan to records."""
