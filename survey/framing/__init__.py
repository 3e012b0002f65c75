"""What a frame is made of, for those who change it and those who read it: tables, outlines, plan."""
