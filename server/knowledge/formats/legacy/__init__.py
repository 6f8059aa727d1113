"""The formats of Office 97-2003: compound files of binary records. Nothing in them is run or followed outwards."""
