module casenotes

go 1.26
