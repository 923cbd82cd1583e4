"""The reader: anyone's report into findings. Pure Python on quantities alone; it knows neither Django nor the catalogue."""
