@echo off
rem Drop a Word document that was edited on this file: what people changed in it goes back into its workbook.
rem Drop the document alone, and the workbook of the same name beside it is taken; or drop both of them, in any order.
rem The changes are shown first; the result is a new workbook beside the old one, which is not changed.
rem ASCII only: cmd.exe reads a batch file in whatever code page the console happens to have.
setlocal

where /q juesuan
if errorlevel 1 (set "TOOL=python -m cli") else (set "TOOL=juesuan")

if "%~1"=="" (
    %TOOL% absorb --help
    pause
    exit /b 2
)

set "DOCUMENT="
set "WORKBOOK="
:sort
if "%~1"=="" goto sorted
if /i "%~x1"==".docx" (set DOCUMENT="%~1") else (set WORKBOOK="%~1")
shift
goto sort

:sorted
%TOOL% absorb %DOCUMENT% %WORKBOOK% --ask
set "CODE=%ERRORLEVEL%"

if %CODE%==9009 echo Python was not found. See docs\windows-and-wps.md
pause
exit /b %CODE%
