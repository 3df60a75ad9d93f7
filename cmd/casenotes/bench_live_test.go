package main

import "testing"

func benchLive(b *testing.B, t *table)    {}
func benchProcess(b *testing.B, t *table) {}
func benchFill(b *testing.B, t *table)    {}
func benchLists(b *testing.B, t *table)   {}
