"""科技副总: experts whom a prefecture sends to firms as deputy managers; a plug-in of Kezhang."""
