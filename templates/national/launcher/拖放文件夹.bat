@echo off
rem Drop a folder with the workbooks of many units on this file: all are built, and a summary and slips are made.
rem The results go to the folder juesuan-batch beside the dropped one; drop it again and only what changed is done again.
rem A list of the units named list.xlsx beside the folder tells who is missing.
rem ASCII only: cmd.exe reads a batch file in whatever code page the console happens to have.
setlocal

where /q juesuan
if errorlevel 1 (set "TOOL=python -m cli") else (set "TOOL=juesuan")

if "%~1"=="" (
    %TOOL% batch --help
    pause
    exit /b 2
)

set "OUT=%~dp1juesuan-batch"
set "EXPECT="
if exist "%~dp1list.xlsx" set EXPECT=--expect "%~dp1list.xlsx"
%TOOL% batch %* --out "%OUT%" %EXPECT%
set "CODE=%ERRORLEVEL%"

if %CODE%==9009 echo Python was not found. See docs\windows-and-wps.md
if exist "%OUT%" start "" "%OUT%"
pause
exit /b %CODE%
