@echo off
rem Drop filled workbooks (.xlsx, .xlsm) on this file: check, fill and Word in one go, for WPS and Excel alike.
rem The results go to the folder juesuan-out beside the first workbook; the workbooks themselves are not changed.
rem ASCII only: cmd.exe reads a batch file in whatever code page the console happens to have.
setlocal

where /q juesuan
if errorlevel 1 (set "TOOL=python -m cli") else (set "TOOL=juesuan")

if "%~1"=="" (
    %TOOL% build --help
    pause
    exit /b 2
)

set "OUT=%~dp1juesuan-out"
%TOOL% build %* --out "%OUT%"
set "CODE=%ERRORLEVEL%"

if %CODE%==9009 echo Python was not found. See docs\windows-and-wps.md
if exist "%OUT%" start "" "%OUT%"
pause
exit /b %CODE%
