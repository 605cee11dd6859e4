˜Ì†Ì†±ğŸµ "quoted" \ /³two
lines	and a tab £