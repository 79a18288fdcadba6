-- See 0081: windows are closed anew.
TRUNCATE TABLE IF EXISTS closings
