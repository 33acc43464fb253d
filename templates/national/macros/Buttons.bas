Attribute VB_Name = "Buttons"
Option Explicit

' The buttons of the sheet that says who reports. Each hands over to toolkit/excel_button, which shows its
' own messages and always ends well. So -1 here means that Python or the toolkit could not even be started.

Public Sub JuesuanCheck()
    CallToolkit "check"
End Sub

Public Sub JuesuanFill()
    CallToolkit "fill"
End Sub

Public Sub JuesuanWord()
    CallToolkit "word"
End Sub

Public Sub JuesuanAbsorb()
    ' The window that asks for a document opens where Excel stands: beside the workbook, unless that is in the cloud.
    On Error Resume Next
    ChDrive ThisWorkbook.Path
    ChDir ThisWorkbook.Path
    On Error GoTo 0
    CallToolkit "absorb"
End Sub

Public Sub JuesuanAddForm()
    CallToolkit "add_form"
End Sub

Private Sub CallToolkit(ByVal action As String)
    If RunPython("import toolkit.excel_button as b; b." & action & "()") = -1 Then
        MsgBox "没有能启动本工具。请确认已安装 Python，并在命令提示符中运行过：" & vbCrLf & vbCrLf & _
            "    pip install juesuan[excel]" & vbCrLf & vbCrLf & _
            "如果装有多个 Python，请按说明文档 windows-and-wps.md 在 xlwings.conf 中指明用哪一个。", _
            vbExclamation, "部门决算公开工具"
    End If
End Sub
