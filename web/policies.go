package web

import "encoding/json"

// Policies is the sheet for whoever manages the browsers of scanning PCs: what to set for this site, and what to leave alone because it
// erases scans that were not sent.
type Policies struct {
	Frame
	// Site is this site's address, as the policies want it: https://notes.example.
	Site string
}

// Template is the page's file.
func (Policies) Template() string { return "policies.html" }

// BrowserPolicy is one policy of Edge and Chrome, by their own names.
type BrowserPolicy struct {
	Edge, Chrome string
	// Value is what it is set to; nil: it must not be set at all.
	Value any
	Why   string
}

// Unset says that the policy must not be set at all.
func (p BrowserPolicy) Unset() bool { return p.Value == nil }

// Shown is the value as the policy editors want it.
func (p BrowserPolicy) Shown() string {
	text, err := json.Marshal(p.Value)
	if err != nil {
		panic(err) // texts, numbers and lists of them always encode
	}
	return string(text)
}

// Set are the policies to set for the site. The names are those of Microsoft's and Google's policy lists.
func (p Policies) Set() []BrowserPolicy {
	sites := []string{p.Site}
	return []BrowserPolicy{
		{"SleepingTabsBlockedForUrls", "TabDiscardingExceptions", sites, "A tab that sleeps or is thrown away sends nothing and hears nothing."},
		{"CookiesAllowedForUrls", "CookiesAllowedForUrls", sites, "The device keeps its credential when the browser is closed."},
		{"AutoplayAllowlist", "AutoplayAllowlist", sites, "Results are heard from the first scan on."},
		{"VideoCaptureAllowedUrls", "VideoCaptureAllowedUrls", sites, "The camera reads a label where the scanner is broken, without a question."},
		{"ForceEphemeralProfiles", "ForceEphemeralProfiles", false, "A profile that ends with the browser takes unsent scans with it."},
		{"InPrivateModeAvailability", "IncognitoModeAvailability", 1, "Nobody scans in a private window, which keeps nothing."},
	}
}

// Never are the policies that must not be set on a PC that scans.
func (p Policies) Never() []BrowserPolicy {
	return []BrowserPolicy{
		{"BrowsingDataLifetime", "BrowsingDataLifetime", nil, "It erases what a site has stored, unsent scans too."},
		{"ClearBrowsingDataOnExit", "ClearBrowsingDataOnExitList", nil, "The same, whenever the browser is closed."},
		{"IdleTimeoutActions", "IdleTimeoutActions", nil, "With clear_cookies_and_other_site_data it erases unsent scans whenever nobody is at the PC. This site locks itself."},
	}
}

// EdgeJSON are the policies as a file of managed policies for Edge, ChromeJSON for Chrome.
func (p Policies) EdgeJSON() string {
	return p.file(func(b BrowserPolicy) string { return b.Edge })
}

// ChromeJSON is EdgeJSON with Chrome's names.
func (p Policies) ChromeJSON() string {
	return p.file(func(b BrowserPolicy) string { return b.Chrome })
}

func (p Policies) file(name func(BrowserPolicy) string) string {
	set := map[string]any{}
	for _, policy := range p.Set() {
		set[name(policy)] = policy.Value
	}
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		panic(err) // as above
	}
	return string(text)
}
