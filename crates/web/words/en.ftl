# The words of every screen in English. Keys are those of vi.ftl; a test holds the two equal.

## The frame
product = Công đoàn
product-sentence = From a resolution to a result: every number opens, down to the record of the union that did the work.
skip-to-content = Skip to the content
navigation = Main navigation
nav-today = Today
nav-units = Units
nav-registers = Registers
nav-figures = Figures
nav-programmes = Programmes
nav-directives = Directives
nav-more = More
sign-out = Sign out
trail = Path
cancel = Cancel
save = Save
show = Show
search = Search
filter = Filter
choose = — choose —
see-all = See all
next-page = Next page
first-page = First page
try-again = Try again
back-to-today = Back to Today
export-xlsx = Export to Excel

## Signing in
sign-in = Sign in
sign-in-name = Name
password = Password
sign-in-help = Forgotten your password? The administrator of the union above yours can set a new one.
sign-in-refused = The name or the password is wrong. Check them and try again.
sign-in-too-many = Too many attempts. Wait a few minutes and try again.
password-change = Change password
password-change-lead = Whoever is signed in under this account elsewhere is signed out; you stay signed in here.
password-changed = The password was changed. Everywhere else was signed out.
password-old = Old password
password-new = New password
password-hint = At least 10 characters; a sentence you remember is better than a difficult word.
password-again = New password again
password-again-differs = The two new passwords differ
mandate-over = You hold no role at present
mandate-over-lead = What you may see and record begins and ends with a role. Your account stays.
mandates-held = Your roles
mandates-none = This account was never given a role.
mandate-was = { $role }, { $unit }: from { $from } until { $day }
mandate-will-be = { $role }, { $unit }: begins on { $day }
mandate-over-ways = What to do
mandate-over-ask = If you still hold a post, ask the union above to enter the new decision. What was under way stands on the unit's hand-over page, which your successor can open.
sign-in-expired = The page was open for too long. Please sign in again.

## Officers
officers = Officers
officers-lead = Rights in the system begin, pass and end with the post.
officers-present = Present and coming
officers-none = Nobody is written down as holding a post in this unit.
officers-mandates = Delegations and other mandates
officers-past = Former
office-new = Fill a post
office-new-lead = Posts that give rights are filled by the level above; the others by the unit itself too.
office-title = Post
office-body = Body
office-bodies = Bodies and terms
office-bodies-none = No body is written down.
office-body-new = Add a body for a term
office-body-end = End the body
office-body-end-note = Every post in it ends on the same day.
office-term = Term
office-term-hint = For example 2023–2028
office-decision = Number of the decision
office-until = ends on { $date }
office-until-day = Ends on
office-until-hint = Left empty, it goes by the body's term.
office-days = Held
office-facts = Post
office-time = Form
office-full-time = full-time
office-part-time = part-time
office-full-time-label = Full-time
office-acting = acting
office-acting-label = Held for another, acting
office-future = not yet begun
office-paid-hours = { $hours } paid hours a month
office-rights = Rights in the system
office-rights-none = gives no rights
office-rights-note = Rights begin on the first day and end on the day the post ends.
office-person = Holder
office-person-new = Somebody else, by name
office-person-new-hint = Only when not found above; a name typed here counts instead of the choice above.
office-people-none = Nobody found. Search by a part of the name.
office-search = Find members and officers by name, accents not needed
office-end = End the post
office-end-day = Ends on
office-end-note = Rights and everything delegated from this post end on that day.
office-delegate = Delegate
office-delegate-note = The delegate has exactly the rights of this post, no longer than it lasts.
office-delegate-paper = Number of the paper
office-delegated-by = delegated by { $name }
office-delegations = Delegated from this post
office-end-delegation = End the delegation today
office-account-note = This person has no account. The password is shown once, to be handed over.
office-account-give = Give an account
office-account-given = Sign-in
office-password-note = Forgotten password: set a new one; the person is signed out everywhere.
office-password-reset = Reset the password
office-password-once = The password is shown this one time. Write it down and hand it over.
office-party-note = Sensitive: opened when needed only; the reason is logged.
office-party-open = Open
office-replaces = Takes over from
office-replaces-hint = Whoever is chosen ends on the day the new holder begins; rights pass on that day.
office-back = Back to the post
handover = Hand-over
handover-lead = For the successor, as of { $date }. The page can be printed.
handover-programmes = Programmes and targets of the year
handover-drafts = Drafts
handover-records = Recorded since { $date }
handover-confirmed = Confirmed since { $date }
handover-deadlines = Coming ends
handover-deadlines-none = No term and no programme ends within six months.
handover-people = Who is who
handover-transfers = Transfers waiting for an answer
handover-requests = Unanswered requests about personal data
handover-due = due { $date }
behalf-waiting = Entered on behalf, waiting for confirmation
behalf-count = { $n ->
    [one] { $number } record entered on behalf waits for you
   *[other] { $number } records entered on behalf wait for you
}
behalf-lead = The level above recorded for the union. The union looks and confirms, or changes the record.
behalf-none = Nothing entered on behalf is waiting.
behalf-entered = Entered by { $name } for { $unit },
behalf-unconfirmed = waiting for confirmation.
behalf-confirmed = confirmed by { $name }.
behalf-confirm = Confirm what was entered on behalf
action-behalf = The union confirmed what was entered on its behalf
view-as = View as, to help
view-as-lead = See just what somebody else sees, reading only, for 30 minutes at most. Every page seen is logged.
view-as-search = Find an account by name
view-as-none = No account in the units below fits this name.
view-as-whom = View as
view-as-begin = Begin
view-as-banner = You see as { $name } sees.
view-as-until = Reading only, until { $until }.
view-as-logged = Every page is logged under the name of { $helper }.
view-as-end = End it

## Periods
period = Period
period-year = Year { $year }
period-half-1 = First half of { $year }
period-half-2 = Second half of { $year }
period-quarter = Quarter { $quarter }, { $year }
period-month = Month { $month }, { $year }
period-range = { $from } to { $to }
period-other = Other range
from-day = First day
to-day = Last day
year = Year
since = since { $date }
until = until { $date }

## Today
greeting = Hello { $name }
record-now = Record
key-figures = Key figures
targets-of-unit = Targets of the unit
recent-records = Recent records
records-none = No records yet.
targets-none = No targets yet.

## Units
unit = Unit
units-all = Whole federation
units-above = Units above
units-lead = The tree of the federation. Open a branch to see the units below.
units-search = Find a unit by name, accents not needed
units-found = { $n ->
    [one] { $number } unit found
   *[other] { $number } units found
}
units-none = There is no such unit.
units-count = { $n ->
    [one] { $number } unit
   *[other] { $number } units
}
units-below-of = Units below { $unit }
units-below = Units below
units-below-none = No units below.
unit-facts = Facts
unit-code = Code
unit-opened = Founded
unit-closed = ended { $date }
managed-by = Managed by
coordinated-by = Coordinated by
nobody-above = Top of the federation
posts = Posts
kind-confederation = Confederation
kind-province = Provincial federation
kind-industry = Industry union
kind-corporation = Corporation union
kind-upper = Upper-level union
kind-grassroots = Grassroots union
kind-section = Section
kind-group = Union group
kind-party = Party organisation
kind-outside = Outside body
line = Line
line-managing = managing
line-coordinating = coordinating

## Reorganisations
reorganisations = Reorganisations
reorganisations-lead = Units founded, moved, merged, split and ended by decision: previewed first, then applied, and still to be undone.
reorganisations-none = No reorganisation yet.
reorganisation-new = Plan a reorganisation
reorganisation-new-lead = Nothing changes before you have seen the preview and confirmed it.
reorganisation-title = Name of the reorganisation
reorganisation-scope = Within the unit (code)
reorganisation-scope-hint = Every unit of the plan must hang below this one.
reorganisation-do = What is to be done
reorganisation-units = The units (codes)
reorganisation-units-hint = One code a line.
reorganisation-target = The unit that takes over (code), or the new name
reorganisation-target-hint = Move: code of the new parent. Merge: code of the unit that carries on. Rename: the new name. End: leave empty.
reorganisation-file = A plan of many steps (file)
reorganisation-file-hint = Paste or upload a plan as TOML: [reorganisation] first, then the steps [[step]] found, end, merge, split, move, rename.
reorganisation-plan = The plan
reorganisation-preview = Preview
reorganisation-preview-note = This is a preview: nothing is written yet. No member file is touched; members go with the unit that carries on, or stay with the one that ended.
reorganisation-confirm-hint = To apply it, type the number of the decision again: { $decision }
reorganisation-confirm-wrong = The number typed is not that of the plan; nothing was applied.
reorganisation-apply = Apply
reorganisation-applied = Applied
reorganisation-stands = in force
reorganisation-undone = undone on { $date }
reorganisation-undo = Undo
reorganisation-undo-note = Puts every unit back as it was. Possible until the end of { $date }.
reorganisation-undo-held = It cannot be undone: later things stand on it.
decision-number = Number of the decision
effective-on = Effective on
effective-from = effective from { $date }
effect = Change
effects = What the plan does
effect-other = Taken over by, new parent
effect-founded = Founded
effect-ended = Ended
effect-merged = Merged
effect-split = Split
effect-moved = Moved
effect-renamed = Renamed
dependent-life = changes of its days
dependent-name = changes of its name
dependent-link = changes of its links
dependent-membership = members
dependent-record = records
dependent-figure = declared figures
dependent-mandate = mandates
dependent-programme = programmes
dependent-directive = directives
unit-by-unit = Unit by unit
units-concerned = Units
members = Members
mandates = Mandates
programmes = Programmes
records = Records
links-ended = { $number } links stop
links-begun = { $number } links begin
previous-page = Previous page

## Particulars of units, employers, white spots
particulars = Particulars
particulars-edit = Change the particulars
unit-status = Legal status
status-recognised = Recognised
status-provisional = Provisional
status-suspended = Suspended
address = Address
address-hint = As it stands on paper, names of former communes, districts and provinces included.
address-written-on = Address written on
place = Province
place-now = { $then } (now { $now })
place-until = { $place } (until { $date })
places-all = Every province
phone = Phone
email = E-mail
tax-code = Tax code
insurance-code = Social insurance code
coordinates = Coordinates
latitude = Latitude
longitude = Longitude
history-name = Name: { $name }
history-ended = Ended
history-ended-by = Ended: { $cause }
history-takes-over = Takes over work and members of
history-carries-on = Carries on a part of the work of
history-taken-over = Work and members went to
history-carried-on = A part of the work went to
decisions = Decisions
decisions-none = No decision yet.
decision-add = Enter a decision
decision-withdraw = Remove (entered by mistake)
decision-founding = founding
decision-recognition = recognition of the committee
decision-reorganisation = reorganisation
decision-ending = ending
decision-naming = naming
decision-other = other
attachment = Attached file
employer = Employer
employers = Employers
employers-all = All employers
employers-lead = Enterprises and bodies that employ people, and which union looks after their workers.
employers-none = No such employer.
employers-count = { $n ->
    [one] { $number } employer
   *[other] { $number } employers
}
employers-served = Employers it serves
employer-add = Enter an employer
employer-name = Name of the enterprise or body
employer-code-hint = Left empty, the code follows the tax code.
employer-under = Entered under the unit (code)
employer-under-hint = The upper-level union that watches the area, or the union there.
employer-since = There since
employer-change = Change tax code and ownership
ownership = Ownership
ownership-private = Private enterprise
ownership-foreign = Foreign-invested enterprise
ownership-state = State enterprise
ownership-cooperative = Cooperative
ownership-public = Public body
ownership-household = Household business
zone = Industrial zone
workforce = Workers by date
workforce-none = Nobody was counted yet.
workforce-count = Enter a count of workers
workforce-day = Workers counted on
workers = Workers
women = Women among them
serving-union = Serving union
serving-change = Change the serving union
serving-hint = Code of a grassroots union or section; empty where there is no union.
no-union = no union
white-spots = White spots
white-spots-lead = Employers with enough workers for a union, and none yet.
white-spots-share = Without a union / with enough workers
white-spots-workers = Workers at the white spots
white-spots-least = Workers needed on this day
white-spots-no-rule = no rule holds on this day
on-day = On the day

## Foundings and recognitions
foundings = Foundings and recognitions
foundings-lead = Cases of founding a grassroots union and of recognising a committee after a congress, step by step.
foundings-none = No case yet.
founding-new = Open a founding
recognition-new = Open a recognition
founding-edit = Change the case
founding-upper = Union above, which decides
founding-union = Union whose committee is recognised (code)
founding-name = Name of the union
founding-form = Form
founding-employer = Employer (code)
founding-employer-hint = Empty for a trade union without an employer, or when the employer is not listed yet.
founding-applicants = Members, or workers who applied
founding-employers = Number of employers
founding-term = Term
founding-congress = Elected by a congress
founding-inspection = With an inspection committee
founding-steps = Steps
founding-step-done = This step is done
founding-note = Note
founding-due = due { $date }
founding-papers = Check-list
founding-paper-missing = missing
founding-paper-hand = Hand this paper in
founding-committee = The committee elected
founding-committee-hint = Lines without a name are left out; save to get more empty lines.
founding-seat = Full name, person
founding-born = Day of birth
founding-post = Post
founding-full-time = Full-time
founding-missing = Missing for a decision
founding-complete = Nothing is missing.
founding-decide = Decide
founding-decide-note = The decision founds the unit and opens the committee, with the rights of its posts, from its day on.
founding-withdraw = Withdraw the case
founding-undo = Undo the founding
founding-undo-note = Unit, committee and their rights go as if they had never been; only while nothing stands on them.
founding-state-open = under way
founding-state-decided = decided
founding-state-withdrawn = withdrawn
founding-state-undone = undone
actor-workers = workers, preparing group
actor-union = grassroots union
actor-upper = union above

## Registers and records
registers-lead = Recorded once, where the work is done; figures and reports come from here.
recorded-by = Recorded by
needs-confirmation = counts only when confirmed
record-new = New record
record-edit = Change the record
record-says = Content
records-count = { $n ->
    [one] { $number } record
   *[other] { $number } records
}
grand-total = Total
total-without-withdrawn = without withdrawn records
written-by = Written by
date = Date
state = State
state-draft = Draft
state-recorded = Recorded
state-confirmed = Confirmed
yes = Yes
no = No
by-system = The system (loaded as a batch)
all-states = Any state
confidential-note = This register is confidential: units above on the managing line may read it, coordinating ones may not.
state-withdrawn = Withdrawn
required-note = Fields with * are required.
left-empty = left empty
errors-count = { $n ->
    [one] { $number } thing to correct
   *[other] { $number } things to correct
}
history = History
changes = Changes
field = Field
before = Before
after = After
reason = Reason
action-recorded = Recorded
action-changed = Changed
action-confirmed = Confirmed
action-withdrawn = Withdrawn
action-restored = Restored
feeds-figures = Feeds these figures
feeds-none = This record feeds no figure at present.
confirm-record = Confirm the record
confirm-note = This register counts confirmed records only.
withdraw-record = Withdraw the record
withdraw-note = The record stays in the history but no longer counts in any figure.
restore-record = Restore the record
restore-note = The record counts again in every figure it feeds.

## Members
nav-members = Members
members-pages = Pages about members
members-search = Name or number, without marks
members-count = { $n ->
    [one] { $number } member
   *[other] { $number } members
}
members-none = There are no such members.
members-any-sex = Men and women
members-any-state = Every state of a standing membership
members-left = Left
members-admit = Admit
members-admit-list = Admit several
members-counts = Members counted
member-name = Name
member-number = Number
member-file = File
member-periods = Memberships
member-left-on = Left on
member-lasts = lasts
member-leave = End the membership
member-leaving = Why it ends
member-readmit = Admit again
member-readmit-note = The level above decides on admitting again.
member-states = States
member-set-state = Change the state
member-views = Who opened data
member-story-none = Nothing changed since it was brought in.
member-unknown = Not known yet
member-sealed = sealed
member-open = Open what is chosen
member-open-this = open
member-open-reason = Reason for opening
member-open-note = Who opens, when, what and why is written into the log.
member-edit = Change the file
member-edit-lead = Guarded fields left empty stay as they are kept.
member-keeps-masked = Kept: { $value }; left empty it stays
member-keeps-sealed = Kept and sealed; left empty it stays
class-open = about the membership
class-basic = basic personal data
class-sensitive = sensitive personal data
dues-rest = dues rest
born = Born
sex = Sex
decision = Decision
decision-or-paper = Decision or paper
joined-on = Admitted on
applied-on = Day of the application
applications = Applications
form-5a = Application of one person (form 5a)
form-5b = Application of several people (form 5b)
signature = Signature
signature-paper = Signed on paper
signature-electronic = Signed electronically
signature-text = Electronic signature
signature-text-hint = Number of the certificate or of the transaction; empty when signed on paper
admission-lead = The committee admits upon the worker's application.
admission-list-lead = Several people sign one application; one a line, all are admitted or none.
admission-decision-hint = The committee's resolution or decision
admission-rows = List
admission-rows-hint = A line each: name; birth; sex; identity number; phone. May be pasted from a spreadsheet; the first line may be headings.
admission-distinct = People of the same name and birth are others
admission-distinct-hint = Only after comparing with the file that stands
day-or-year-hint = A day 31/01/1990, or the month 1/1990 or year 1990 alone
unit-code-hint = Code of the unit, such as cdcs-mau
unit-code-of = Code of the unit
transfers = Transfers
transfers-lead = both sides agree; until then the member counts in the old unit.
transfers-none = There are no transfers yet.
transfer-ask = Let go to another unit
transfer-note = The receiving unit has to agree; the day it does is the day of the transfer.
transfer-to = Code of the receiving unit
transfer-receive = Ask for a member
transfer-receive-lead = Receive somebody who is a member elsewhere; that unit has to agree.
transfer-number-hint = The member number on the card
transfer-agree = Agree, from today
transfer-refuse = Refuse
transfer-cancel = Take back
transfer-asked-by-receiver = the receiving unit asks
transfer-answer = Answer: { $answer }
transfer-open = Waits for an answer
transfer-done = Done
transfer-refused = Refused
transfer-cancelled = Taken back
story-admit = Admitted
story-readmit = Admitted again
story-leave = Membership ended
story-state = State changed
story-change = File changed
story-open = Guarded data opened
story-transfer-ask = Transfer asked for
story-transfer = Transferred
story-transfer-refuse = Transfer refused
story-transfer-cancel = Transfer taken back
story-merge = Files put together
story-merge-undo = Files taken apart again
story-distinct = Said to be two people
duplicates = Files found twice
duplicates-lead = an officer decides whether to put them together; it can be undone.
duplicates-none = No files found twice.
twins-same-identity = Same identity number
twins-same-birth = Same name and day of birth
twins-same-year = Same name and year of birth
merge = Put together
merge-keep = Keep this file
merge-other = Put this one into it
merge-reason = Grounds
merge-distinct = Two different people
merge-undo = Take apart again
merge-undone = taken apart again
merges = Put together
balance = Came and went in the period
balance-before = Standing on { $date }
balance-after = Standing on { $date }, the last day
balance-holds = before + in − out = after
balance-fails = does not add up
balance-rest = Off by { $rest }: { $because }
counts-groups = By sex, age and form
counts-workforce = Against the workforce
counts-posts = By post
posts-full-time = { $number } full-time
declared-beside = Declared beside counted
declared-number = Declared
declared-counted = List on that day
declared-difference = Difference
declared-now = List at the end
declared-because = Why
declared-by = for { $date }, declared by { $by } { $at }

## Cards
cards = Member cards
cards-list = Cards asked for and issued
cards-count = { $number ->
    [one] { $number } card
   *[other] { $number } cards
}
cards-cut = the first 500 alone; narrow the list
cards-none = There is no such request or card.
cards-all = Show all
cards-of-batch = { $number ->
    [one] What you just did concerns { $number } card.
   *[other] What you just did concerns { $number } cards.
}
cards-any-cause = Any cause
cards-print = { $number ->
    [one] Print { $number } card (PDF)
   *[other] Print { $number } cards (PDF)
}
cards-list-xlsx = List (XLSX)
cards-deeds-note = Choose cards above, then what to do. Refusing and revoking need a reason.
cards-without = Members without a card
cards-without-show = See and choose one by one
cards-without-cut = 200 at a time
cards-everybody = Every member here holds a card or waits for one.
card-cause = Cause
card-kind = Kind of card
card-serial = Serial
card-last-day = Last day (empty: without end)
card-requested = Asked for
card-issued = Issued
card-handed = Handed over
card-refused = Refused
card-revoked = Revoked
card-expired = Expired
card-over = Holds no more: no member where the card says
card-replaced = replaced by a new one
card-erased = the file was emptied
card-asked-on = Asked for on { $date } by { $by }
card-issued-on = Issued on { $date }
card-expires-on = Valid until the end of { $date }
card-handed-on = Handed over on { $date }
card-request = Ask for a card
card-request-many = Ask for the chosen
card-request-issue = Issue at once
card-issue = Approve and issue
card-refuse = Refuse
card-hand = Handed over
card-revoke = Revoke
card-print = Print the card (PDF)
card-own = My card
card-own-note = Show this code to whoever has to check; it holds what is printed on the card and no more.
card-own-code = QR code of the card
card-campaign = Exchange
card-campaign-none = No exchange
card-campaigns = Exchanges of cards
card-campaigns-lead = old cards for new ones by plan, followed down to each unit.
card-campaigns-empty = There is no exchange here yet.
card-campaign-new = Begin an exchange
card-campaign-scope = It is for { $unit } and all it manages.
card-campaign-name = Name
card-campaign-decision = Plan or decision
card-campaign-runs = running
card-campaign-until = Last day, if any
card-members = Members
card-share = Share issued
card-unit-itself = itself
card-check = Check a card
card-check-lead = Anybody can check a member card; no sign-in is needed.
card-text = What the QR code says
card-text-hint = Scan the code on the back of the card and paste it here; it begins with CDV1:
card-check-offline = To check without a network, keep the public keys and the list of cards that hold no more:
verdict-valid = A true card, and it holds.
verdict-expired = A true card, but it has expired.
verdict-revoked = A true card, but it was revoked, or its holder is no member of the unit on it any more.
verdict-unheard = The signature is right, but this system has no such card; ask the unit on the card.
verdict-unknown-key = The card is signed by a key that is not of this system: not accepted.
verdict-forged = A forged or altered card: the signature does not fit.
verdict-unreadable = This is no text of a member card; scan it again.

## Figures
indicator = Indicator
total = Total
own-figure = The unit's own
value = Value
unit-of-measure = Unit of measure
definition = What this number is
source-of-definition = Source of the definition
reporting = Reporting rate
reported-of-expected = { $reported } of { $expected } units reported
opened-so-far = Opened so far
parts = What the number is made of
parts-none = Nothing contributes to this number.
parts-hidden = You may see the total of this number only. Its parts belong to units outside your reach.
sum-of-parts = Sum of the parts
unit-below = Unit below
its-total = Its own figure
counts-here = Counts here
own-record = Record of the unit
numerator = Numerator
denominator = Denominator
totals-only = You may see the totals of this unit, not the units below it.
figures-none = No figures in this period yet.
figure-missing = no figure yet
figure-not-applicable = not applicable
figure-partial = incomplete
legend = Legend
legend-zero = reported, none
legend-missing = nobody reported
legend-partial = incomplete: some units have not reported
legend-not-applicable = has no meaning here
source-records = from records
source-members = from the member file
source-declared = declared
source-adjusted = adjusted
source-overlap = less the overlap
source-child = from a unit below
source-units = counted on the tree of units
indicators-all = All indicators
indicators-with-figures = Only indicators with figures
indicators-other = Other indicators
meaning-count = Each record of the register { $register } counts as one.
meaning-sum = Adds "{ $field }" over the records of the register { $register }.
meaning-distinct = Counts "{ $field }" over the register { $register }, each person or unit once.
meaning-distinct-units = Counts the units with a record in the register { $register }, each once.
meaning-last = Takes "{ $field }" of the latest record of the register { $register }.
meaning-register = Taken from the records of the register { $register }.
meaning-when = Only records that meet the indicator's condition count.
meaning-declared = Declared by the unit, month by month.
meaning-ratio = { $numerator } divided by { $denominator }.
meaning-growth = By how much { $of } grew over the same period a year before.
meaning-units-coordinated = Open grassroots unions that the unit only coordinates, counted on the last day of the period.
meaning-units-grassroots = Open grassroots unions below, counted on the last day of the period.
meaning-units-upper = Open upper-level unions below, counted on the last day of the period.
meaning-time-last = A longer period takes the last month reported.
meaning-time-max = A longer period takes the largest month.
meaning-tree-distinct = Whoever appears in several places below counts once.
meaning-tree-none = Not added up over units.
bridge = Bridge between totals
bridge-link = Compare with the tree of another day
bridge-day = On the tree of
bridge-step = Cause
bridge-value = On the tree of its own period
bridge-restated = On the tree of { $date }
bridge-moved-in = Units moved in
bridge-moved-out = Units moved out
bridge-merged = Units merged
bridge-ended = Units ended without an heir
bridge-corrected = Entered, changed or withdrawn since
bridge-adds-up = The number of the period and the steps give the number on the new tree.
bridge-differs = The steps do not add up; tell the administrator.
bridge-ratio = A ratio has no steps; see the bridges of:
of-which-coordinated = Of which coordinated

## Programmes and targets
programmes-lead = Each programme answers a directive with targets that can be measured.
programmes-none = No programmes yet.
years-all = All years
programme = Programme
programme-above = Programme above
programmes-below = Made concrete below
answers = Answers directive
answers-none = no directive
chain = Chain
targets = Targets
target = Target
targets-met = Met
targets-met-of = { $met } of { $all } targets met
now = Now
progress = Progress
target-range = { $least } to { $most }
target-met = met
target-underway = under way
target-not-met = not met
target-unknown = not known
declared-note = declared figure
comparator-at-least = at least
comparator-more-than = more than
comparator-equal = exactly
comparator-at-most = at most
comparator-less-than = less than
comparator-range = within
comparator-all = all

## Directives
directives-lead = Resolutions, instructions, plans: what is based on what, and who is carrying it out.
directives-none = No directives yet.
read-text = Read a text
read-hint = Paste the text into the box, or drop a plain text file on it.
read-placeholder = Paste the text here…
read-button = Read the text
or-file = Or choose a file
drop-too-large = The file is too large (over 20 MB).
drop-not-text = The file is not plain UTF-8 text.
reading = What was read
the-text = Text
citations = Citations
citations-note = Chosen citations become what the directive is based on.
citations-count = { $n ->
    [one] { $number } citation
   *[other] { $number } citations
}
targets-note = Chosen targets are kept as proposals.
targets-count = { $n ->
    [one] { $number } target
   *[other] { $number } targets
}
figures-found = Figures
figures-note = Numbers that state results, for comparison.
figures-count = { $n ->
    [one] { $number } figure
   *[other] { $number } figures
}
subject = What is counted
baseline = Compared with
remarks = Worth a look
figure-more-than = more than { $value }
figure-nearly = nearly { $value }
figure-about = about { $value }
show-in-text = Show in the text: { $text }
in-register = In the register
accept-heading = Accept as a directive
accept-note = Check what stands below, then accept. Chosen citations and targets go with it.
accept = Accept
accept-unit = Unit that enters it
accept-unit-wrong = Choose a unit you may enter directives for.
accept-date-wrong = No calendar has this day.
accept-title-missing = Give a title.
symbol = Symbol
title = Title
kind = Kind
issued-on = Issued on
issuer = Issuer
programmes-answering = Programmes answering it
facts = Facts
summary = Summary
its-place = Its place among directives
answers-what = Based on and carries out
answered-by = Answered by
targets-proposed = Targets named in the text
graph = Graph of directives
graph-lead = What stands above is what the directive below is based on, carries out or replaces.
graph-as-text = As a list
link-based-on = based on
link-carries-out = carries out
link-replaces = replaces

## Errors
error-401 = You are not signed in
error-401-message = Sign in to see this page. Your session may have ended.
error-403 = You may not do this
error-403-message = You may see this, but your present mandate does not let you change it.
error-404 = Not found
error-404-message = There is no such page, or it lies outside the reach of your unit.
error-409 = Changed meanwhile
error-409-message = Somebody has just changed this. Open the page again and go on from there.
error-413 = Too large
error-413-message = What was sent is over the limit. Please send a smaller part.
error-422 = Not accepted
error-422-message = What was sent does not follow the rules. Go back and correct it.
error-429 = Too many requests
error-429-message = Wait a moment and try again.
error-500 = The server met an error
error-500-message = The error was noted. What was saved is safe; try again in a few minutes.
error-503 = The system is busy
error-503-message = The data are not ready for the moment. Try again in a few minutes; what was saved is safe.

## Imports
imports = Imports
imports-lead = Bring in members, records, figures, employers, units and accounts from XLSX or CSV files. Every file is tried first; nothing is written until you say so.
imports-none = No imports yet.
import-what = What
import-members = Members
import-units = Units
import-accounts = Accounts
import-file = File
import-file-hint = XLSX or CSV, at most 64 MB. Keep the headings you use.
import-unit = Code of the unit of rows that name none
import-unit-hint = Only when the file has no column with the unit's code.
import-mapping = Mapping of columns
import-mapping-none = Found from the headings
import-label = Name of the import
import-try = Test run
import-try-again = Test run again
import-when = When, who
import-no-file = Choose an XLSX or CSV file.
import-too-large = The file is larger than 64 MB; split it, or ask the administrator to import it at the command line.
import-created = New
import-changed = Changed
import-unchanged = Unchanged
import-refused = Refused
import-skipped = Skipped (headings, totals, signatures)
import-passed = Sheets without a table
import-stands = In force
import-undone = Undone
import-test-run = Test run
import-done = Imported
import-would = If imported, this file would be
import-result = Result
import-accept-all = { $n ->
    [one] Import { $number } row
   *[other] Import { $number } rows
}
import-accept-good = { $n ->
    [one] Import only { $number } good row
   *[other] Import only { $number } good rows
}
import-discard = Give this file up
import-taken-back = Some rows were refused, so nothing was imported. Correct the file and send it again, or take the good rows only.
import-refusals-file = All refused rows (CSV)
import-refused-rows = Refused rows
import-first-rows = The first 50
import-sheet = Sheet
import-row = Row
import-column = Column
import-value = Value
import-reason = Reason
import-columns = Which column is which field
import-columns-note = Correct what was taken wrongly and run the test again.
import-field = Field
import-unknown-column = — not known —
import-left-out = Leave this column out
import-unit-column = Code of the unit
import-mapping-save = Keep this mapping under a name (optional)
import-passwords = First passwords (CSV, once)
import-passwords-note = The passwords can be fetched once and are kept nowhere. Give each person theirs alone and ask them to change it at once.
import-undo = Undo
import-undo-note = Everything this import added or changed goes back to what it was, except what was changed since.
import-undo-sure = Undo the import
import-undone-now = The import was undone.
import-kept = Kept
import-kept-why = Because they were changed or used after the import.
# Doors
import-records = Records
import-records-any = Records (the file names the register)
import-of-register = Records of one register
import-figures = Figures declared by month
import-employers = Employers

## Personal data
my-data = My data
my-data-lead = What the union keeps about you, why, who may see it and who did.
my-data-csv = Take along as CSV
my-data-json = Take along as JSON
my-data-none = This account goes with no member file.
my-data-closed = The server lacks its key file, so what is sealed cannot be shown now.
data-work = Work on data
my-file = My file
kept-why = Class and purpose
kept-how-long = Kept how long
my-memberships = Memberships
who-can-see = Who can see my data
who-can-see-note = By the roles held today
nobody = Nobody but you.
who-did-see = Who did see it
who-did-see-note = What was opened, and lists with your name that left the house
nobody-yet = Nobody yet.
opened-fields = opened guarded data
took-a-list = took a list out
viewer-sees = sees the file with guarded parts masked
viewer-opens = opens what is masked, with a reason
viewer-writes = changes the file
viewer-exports = takes out unmasked lists, with a reason
correct-alone = Correct how to reach you
ask-about-data = Ask about your data
ask-about-data-note = The union that keeps your file confirms and answers within the time the law sets.
data-request-kind = What is asked
data-request-access = Access to the data
data-request-correct = Correction
data-request-restrict = Restriction
data-request-withdraw = Withdrawal of consent
data-request-delete = Deletion
data-request-object = Objection
data-request-complain = Complaint
correct-which = Field to correct (for a correction)
correct-to = Correct to
correct-to-hint = Days are written 1990-01-31; sex female or male.
request-said = In words
send-request = Send the request
my-requests = My requests
none-yet = None yet.
my-consents = What I agree to
agreed = Agreed
not-agreed = Not agreed
agree = Agree
agree-no-more = Withdraw
me-corrected = Saved.
me-asked = Sent; the answer will be shown on this page.
me-consented = Your choice is on record.
data-requests = Requests about personal data
data-requests-lead = Requests of members of the units you answer for, the most urgent on top.
person-asking = Who asks
received-at = Received
acknowledge-due = Acknowledge by
answer-due = Answer by
overdue = Overdue
working-days-note = (working days Monday to Friday; holidays are not known)
data-state-received = Received
data-state-acknowledged = Acknowledged
data-state-answered = Granted
data-state-refused = Refused
erased-person = (erased)
acknowledge = Acknowledge
request-answer = Answer
answer-text = Text of the answer
answer-grant = Grant
answer-refuse = Refuse
answer-deletes = Granting erases name, numbers and key at once, for good. Figures do not change.
answer-corrects = Granting changes the file as asked.
data-incidents = Data incidents
data-incidents-lead = Note every breach of personal data; the authority is to be told within 72 hours of noticing.
incident-add = Note an incident
incident-noticed = Noticed
incident-what = What happened
incident-kinds = Kinds of data
incident-people = People concerned
incident-measures = Measures taken and planned
incident-due = To be told by
incident-notified = Told
incident-notified-now = The authority has been told
incident-notice = Notice of a breach of personal data
incident-to = To the authority for the protection of personal data
incident-update = Bring up to date
incident-when-wrong = The moment is not valid.
incident-late = It was to be told by { $due }.
not-yet = not yet
data-exports = Lists of members taken out
data-exports-lead = Every list is on record; members see who took out lists with their names.
export-unit = Code of the unit (all below it included)
export-in-clear = Identity number, phone and address unmasked
export-reason = Reason
export-reason-hint = Needed for unmasked lists. Sensitive data never leave in bulk.
exports-so-far = Lists so far
export-members = Members
export-kind = Kind
export-clear = unmasked
export-masked = masked
export-alert = Alert
export-large = Large
export-seen = Seen
data-map = Map of data
data-map-lead = What is kept of members, why, how long, and which roles see it.
data-class = Class
seen-by-roles = Roles that see it
needs-consent = needs consent
kept-years = { $n ->
    [one] { $number } year after the end
   *[other] { $number } years after the end
}
data-overdue-count = { $n ->
    [one] { $number } request is overdue
   *[other] { $number } requests are overdue
}
alerts-waiting = { $n ->
    [one] { $number } alert about an export waits: My data → Lists of members taken out.
   *[other] { $number } alerts about exports wait: My data → Lists of members taken out.
}

# Lists and search
close = Close
search-all = Find people, units
search-lead = Name of a person or unit, unit code, member number; without marks
search-found = What was found
search-people = People
search-people-all = Open in the list of members
search-units = Units
search-units-all = Open in the list of units
search-none = Nobody and no unit found for “{ $words }”. Try fewer letters, or search by code.
search-born = born { $year }
search-ended = ended { $date }
search-keys = ↑ ↓ to choose, Enter to open, Esc to close.
keys = Keys
keys-filter = Go to the filter of the page
keys-rows = Next and previous row of the list
keys-open = Open the chosen row
keys-new = Add something on this page
keys-send = Send the form
keys-on = Use keys of one letter
list-columns = Columns
list-columns-shown = Columns shown
list-columns-show = Show these columns
list-views = Views
list-views-none = No view of this list is kept yet.
list-view-name = Keep the filters and columns shown under the name
list-view-save = Keep the view
list-view-share = Share in { $unit }
list-view-shared = shared: { $unit }
list-view-remove = Let go of the view { $name }
member-elsewhere = now a member of another unit
directives-search = Search by title or symbol
units-any-kind = Any kind of unit
units-kind = Kind of unit

# Papers sent down and study sessions
study = Study sessions
study-lead = sessions of the unit and below
study-new = New session
study-plan = Plan the session
study-none = There is no study session yet.
study-any-directive = Any directive
study-directive = Directive
study-directives = Directives studied
study-directives-hint = Choose one or several; hold Ctrl to choose more.
study-topic = Topic
study-when = Time
study-day = Day held
study-begins = Begins at
study-ends = Ends at
study-place = Place
study-speaker = Speaker
study-form = Form
study-expected = Who is expected
study-expected-hint = Counted in the unit and what it manages below.
study-posts = Posts, where some posts are expected
study-number = How many, where a number is written down
study-came = Came
study-who-came = Who came
study-nobody = Nobody is written down yet.
study-state-open = check-in open
study-state-closed = closed
study-state-planned = planned
study-state-unclosed = to be closed
study-window = Check-in from { $from } to { $to }.
study-coverage = Coverage
study-coverage-note = Each person counts once, wherever the session was; whoever is in no member file is not in the share.
study-record = See the record of the session
study-wall = Show the code to the room
study-wall-how = Scan the code with the camera of your phone to check in.
study-wall-back = Back to the session
study-close = Close the session
study-closed-note = The session is closed and in the register; the record follows when somebody is added or taken back.
study-code = Check-in code
study-code-picture = QR code for checking in
study-code-note = The code changes every minute, each one is good for 10 minutes; load the page again for a new one.
study-code-open = Open the check-in page
study-list = Bring in a list
study-list-hint = XLSX or CSV with the columns name, member number or year of birth. Rows that name nobody of the unit are told.
study-list-file = File with the list
study-list-send = Bring it in
study-list-added = { $n ->
    [one] One person written down.
   *[other] { $number } people written down.
}
study-list-known = { $number } stood there already.
study-list-refused = { $n ->
    [one] One row was refused:
   *[other] { $number } rows were refused:
}
study-list-row = { $sheet }, row { $row }
study-guest = Add a guest
study-guest-add = Add the guest
study-is-guest = guest
study-name = Full name
study-year = Year of birth
study-remove = Take back
study-way-code = by the code
study-way-list = from a list
study-way-hand = by hand
study-tick = Tick by hand
study-tick-search = Find members by name or number
study-tick-show = Members not yet written down
study-tick-none = No member is left to be written down.
study-tick-send = Write down those chosen
study-due = Expected
study-done = Studied
study-left = Missing
study-share = Share
study-sessions = Sessions
study-sessions-of = The sessions
study-show = Show
study-missing = Who is missing
study-missing-show = Show the list
study-missing-none = Nobody is.
check-in = Check in
check-in-as = You are signed in as { $name }.
check-in-me = Check me in
check-in-other = Check in somebody without an account
check-in-named = Give your full name and your member or card number; without a number, your year of birth.
check-in-number = Member or card number
check-in-year = Year of birth
check-in-sign-in = You have an account? Sign in and check in with one tap
check-in-done = You are checked in. Thank you.
check-in-again = You were checked in before; it does not count again.
check-in-old = This code is too old. Scan the one now on the screen.
check-in-early = Check-in has not opened yet. Scan again when the session begins.
check-in-late = Check-in is over. Whoever leads the session can still add you; go and see them.
dispatch-received = Papers received
dispatch-received-none = No paper was sent to the unit yet.
dispatch-sent-list = Papers sent down
dispatch-sent-lead = who received, answered and is late, unit by unit
dispatch-sent-none = The unit has sent no paper down yet.
dispatch-send = Send a paper down
dispatch-do-send = Send
dispatch-pass-on = Pass it on
dispatch-from = From
dispatch-sent = Sent at
dispatch-to = To
dispatch-to-direct = All units directly below
dispatch-to-kind = All units below of the kind: { $kind }
dispatch-to-chosen = Some units, chosen below
dispatch-choose = Choose units
dispatch-choose-cut = The first 500 units are listed; choose others by kind, or send through the unit between.
dispatch-request = Request
dispatch-due = Due
dispatch-due-hint = Needed when an answer or a programme is asked for.
dispatch-note = Note
dispatch-units = Units
dispatch-opened = Opened
dispatch-done = Done
dispatch-late = Late
dispatch-opened-by = First opened by
dispatch-answer = Answer
dispatch-open-directive = See the directive
dispatch-chain = Passed on
dispatch-chain-counts = { $units } units, { $done } done, { $late } late
dispatch-rows-none = No unit is in this state.
dispatch-words = Words of the reminder, or reason for more time
dispatch-new-day = New day
dispatch-tend-hint = With no unit chosen, all that have not finished are reminded. More time for a unit is more time for what it manages below.
dispatch-remind = Remind
dispatch-extend = Give more time
dispatch-reminded = Reminded { $at }, { $by }: { $words }
dispatch-extended = Until { $day }, { $by }: { $words }
dispatch-passed-on = { $n ->
    [one] passed on to one unit
   *[other] passed on to { $number } units
}
dispatch-passed-on-list = Passed on by the unit
dispatch-due-today = due today
dispatch-due-in = { $n ->
    [one] one day left
   *[other] { $number } days left
}
dispatch-late-by = { $n ->
    [one] one day late
   *[other] { $number } days late
}
dispatch-reminders = { $n ->
    [one] first reminder
   *[other] reminder no. { $number }
}
dispatch-late-answers = { $n ->
    [one] one late answer
   *[other] { $number } late answers
}
dispatch-late-below = Units below that sent papers with late answers:
dispatch-waiting = { $n ->
    [one] one paper waits for the unit
   *[other] { $number } papers wait for the unit
}
dispatch-came-from = Came from
dispatch-acknowledge = Received and read
dispatch-acknowledge-hint = Tells the sender that your unit received and read this paper.
dispatch-do-answer = Send the answer
dispatch-answer-words = The answer
dispatch-programme = Programme that carries it out
dispatch-programme-none = The unit has no programme on this directive yet.
dispatch-file = File
papers-waiting = { $n ->
    [one] One paper from above waits for your unit
   *[other] { $number } papers from above wait for your unit
}
