"""暂存: what a person types into a form is kept while he types, and given back after whatever came between."""
