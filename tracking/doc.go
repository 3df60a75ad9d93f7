// Package tracking knows where every folder is. It holds the records rules and the commands; it knows nothing of HTTP, SQL or
// screens.
//
// # The path of one scan
//
// A beep becomes a [Scan] and comes to [Service.Scan], with whatever else its device has waiting. Calls that arrive while a
// transaction runs share the next one. In it a ledger reads, once for all its scans, what they refer to, and locks the
// folders. Then scan after scan, in the order of the device: [Classify] says what the text is, [EffectiveTime] when the scan
// was made, and [Rules.Decide] what it does, from what is [Known] and nothing else. The ledger takes the [Decision] in, so
// that the next scan of the same folder sees it, and at the end writes everything with a few statements. After the commit the
// caller has its [Receipt] and the [Announcer] hears an [Event] for every folder that moved and every alert that opened or
// closed.
//
// The paper is in somebody's hand, so a scan is never refused. One that cannot move a folder is kept and says what to do next;
// one that cannot be what it claims (an id used twice, a time that no clock shows) is kept apart, as it came, for a person to
// look at.
//
// A button on a page takes the same way without a barcode: [Service.MarkMissing], [Service.Correct] and their like make one
// [Movement] on one folder.
//
// # Containers
//
// A folder is packed by scanning a container and then folders; it is in one container at most, so packing it takes it out of any
// other, and a folder scanned by itself has left its container, because it is in somebody's hand. A container is scanned by the same
// way as a folder: it has moved here, or with Send it is dispatched as a [Consignment].
//
// Every move of a container is in the history of each folder in it, as a [Movement] that is [Inferred] and carried. What it says is
// that the folder went that way, not that it is here: the folder is in transit to where its container is, from where it was last
// scanned, until it is scanned itself. So nothing is assumed: it fills no request, stops no clock, not even back at home, and after
// [Rules].TransitHours somebody is asked to look. Only where the site switched ContentsAssumed on does a container that is scanned at a
// location take its folders there, still Inferred until each is scanned; a scan with [OneByOne] assumes nothing even then. A folder that
// was scanned somewhere else later than its container stays there, whichever scan comes first.
//
// When a consignment is received, [Service.FinishReceipt] names each folder of its list that nobody scanned since it left, and each that
// was scanned out of it without being on the list, and opens an [Alert] for it, which the folder's next scan closes.
//
// # Requests
//
// A [Request] is that somebody needs one folder at a location by a time; two needs of one folder and place within 24 hours are one
// request, with everybody who asked in it ([RequestAsk]). The open requests of a folder are served in the order of [InQueue]. Nothing but
// the folder's own scan moves them on, and fills one only there ([Rules.Decide], the last of its rules): a folder under way to one place
// and scanned at another lets whoever waited for it wait again, and says who. What a folder that is merged, closed by a new volume or
// missing does to its requests is in ledger_requests.go; none is dropped, each ends with a time, a name and a reason.
//
// An [Appointment] in a [Session] makes the requests of its patient's folders when the list is asked for, and cancels, moves or adds
// them as the booking changes. Pull lists, chase lists and readiness are read from requests; nothing is kept twice.
//
// # Stays
//
// What the administration system tells of a patient comes to [Service.LearnPatient], and of a stay to [Service.RecordStay], from whichever
// way in. Its messages come late, twice and out of order. So each is kept as a [StayEvent], once, and what a [Stay] is follows from all of
// them by [Stay.Unfold], in the order in which they happened; an event that takes another back marks it. Of a patient, what was recorded
// earlier than what is known fills gaps only.
//
// From the stays of a person follow the ward that they are on, when they were seen last, how long their notes must be kept, and what is
// asked for where: settlePerson makes all of that right whenever an event, a merge or a map of places changes anything, and nothing when
// it is done twice. No event moves paper.
//
// # Missing folders
//
// A folder that is reported missing, from whatever page, list or program, has a [MissingCase]: one open case a folder, held by a
// constraint. Every movement of the folder is what opens and ends it (ledger_missing.go): the report opens it, the next scan anywhere
// finds it, a scan that is taken back lets it go on. [Rules.Climb] is its clock, [Service.Sweep] drives it, and a folder that is given
// up as lost is still found by its scan. [Rules.SearchPlaces] says where to look first, and why.
//
// # Merges
//
// [Service.MergePatients] makes two records one person: both numbers find the survivor, and stays, appointments and what is asked for are of
// all their folders. No paper is merged by it. A folder keeps the number and volume that are on its cover, by which it stands on its shelf,
// and an [Alert] asks for it until somebody scans it beside the others ([Service.BringTogether]): then it is the next volume of the
// survivor's set. [Service.UnmergePatients] puts back what was moved, from [MergedFolder]. Who everybody is follows from the merges that
// hold ([Heads]); [Patient].MergedIntoID carries it, one step from everybody to the last survivor.
//
// [Service.MergeFolders] puts the papers of one folder into another, by somebody who has just scanned both at one place. Every barcode of the
// one that is no more finds the other for ever; [Service.SplitFolders] takes that back.
//
// # Who locks what
//
// Only [Service] opens transactions, one for each command, through [Store]. A command that changes folders locks them first,
// in the order of their ids ([Tx].LockFolders), and before them the containers they go into, so two stations that scan one folder are decided one after the other. A command
// that changes the tree of locations locks the whole tree, which is small. Running numbers are reserved, never looked up. What
// two clerks could do at once on rows that neither has locked — two folders with one barcode, two open alerts of a kind, a scan
// sent twice — a uniqueness constraint decides, and the loser gets [ErrDuplicate], which the command turns into words.
//
// # What is derived from what
//
// Scans and movements are the truth and are only ever added to. Every movement carries the [State] it left the folder in, and
// the folder carries a copy of its newest movement's that is not late; Version counts its movements. A late movement, learnt
// after a newer one, is history only. A correction is one more movement, with the state of before.
//
// From the state follow the times: [Rules] give DueAt when a folder moves, and CheckAt says when [Service.Sweep] must next look
// at it. [State.OverdueAt] is the only definition of overdue, and [Rules.Watch] says which alerts a folder deserves. An [Alert]
// is opened by a scan or by the sweep and closed by the folder's own scan; acknowledging one changes no folder.
//
// # Printing
//
// A [PrintJob] keeps whose labels are to be printed, not the drawing. [Service.PreparePrint] puts it together, [Service.Print] hands it
// to a printer after which each folder's label has its next version. Nothing is sent inside a transaction: whoever holds the lease writes
// [Service.StartSending] before the first byte and what became of it after the last. A job found in between was broken off, and only a
// person at the printer knows what came out; it is never sent again by itself.
//
// # Barcodes
//
// A [Barcode] means one thing for ever. The folder's own, old and foreign ones all lead to it, and a merged folder leads on to
// the one that survived.
package tracking
