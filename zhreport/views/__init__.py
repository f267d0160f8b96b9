"""What is looked at: the page of a report, the page and the workbook of a comparison, the chart of an indicator."""
