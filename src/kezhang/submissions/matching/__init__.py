"""需求对接: from a demand to the agreement that answers it, by links; what people have typed stands beside."""
