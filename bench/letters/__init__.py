"""The same letters printed by this project, by plain WeasyPrint, by Typst and by ReportLab."""
