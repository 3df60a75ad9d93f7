package api

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// getDocs makes a page for people of the description that programs read.
func (s *Server) getDocs(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	described := s.api.OpenAPI()
	d := describer{described.Components.Schemas}
	page := web.Docs{Frame: s.frame(c, "The API"), Version: s.Version}
	groups := map[string][]web.DocOperation{}
	for _, path := range slices.Sorted(maps.Keys(described.Paths)) {
		item := described.Paths[path]
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Patch} {
			if o != nil {
				groups[o.Tags[0]] = append(groups[o.Tags[0]], d.operation(o))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		page.Groups = append(page.Groups, web.DocGroup{Name: name, Operations: groups[name]})
	}
	page.Problem = d.fields("", described.Components.Schemas.Map()["Problem"], 0)
	s.page(c, http.StatusOK, page)
	return nil
}

// describer puts the API's description into rows.
type describer struct{ schemas huma.Registry }

func (d describer) operation(o *huma.Operation) web.DocOperation {
	out := web.DocOperation{ID: o.OperationID, Method: o.Method, Path: o.Path, Summary: o.Summary, Description: o.Description}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, web.DocField{Name: p.Name, Where: p.In, Type: d.kind(p.Schema), Text: limits(p.Description, d.meant(p.Schema)),
			Required: p.Required})
	}
	if o.RequestBody != nil {
		out.Body = d.content(o.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		answer := o.Responses[status]
		out.Answers = append(out.Answers, web.DocAnswer{Status: status, Text: answer.Description, Media: strings.Join(slices.Sorted(maps.Keys(answer.Content)), ", ")})
		if strings.HasPrefix(status, "2") {
			out.Answer = d.content(answer.Content)
		}
	}
	return out
}

func (d describer) content(media map[string]*huma.MediaType) []web.DocField {
	if json, has := media["application/json"]; has {
		return d.fields("", json.Schema, 0)
	}
	return nil
}

// meant is the schema itself where one only refers to it, or offers it or nothing.
func (d describer) meant(schema *huma.Schema) *huma.Schema {
	for schema != nil {
		switch {
		case schema.Ref != "":
			schema = d.schemas.SchemaFromRef(schema.Ref)
		case len(schema.OneOf) > 0:
			schema = schema.OneOf[0]
		default:
			return schema
		}
	}
	return &huma.Schema{}
}

const deepest = 3 // a folder within an alert within a list: more is told at the folder

// fields are the fields of an object, each followed by those inside it.
func (d describer) fields(prefix string, schema *huma.Schema, depth int) []web.DocField {
	schema = d.meant(schema)
	if schema.Type == "array" {
		return d.fields(prefix+"[].", schema.Items, depth+1)
	}
	var list []web.DocField
	for _, name := range slices.SortedFunc(maps.Keys(schema.Properties), inOrder(schema.Required)) {
		inner := d.meant(schema.Properties[name])
		list = append(list, web.DocField{Name: prefix + name, Type: d.kind(schema.Properties[name]), Required: slices.Contains(schema.Required, name),
			Text: limits(cmp.Or(schema.Properties[name].Description, inner.Description), inner)})
		switch {
		case depth >= deepest:
		case inner.Type == "array":
			list = append(list, d.fields(prefix+name+"[].", inner.Items, depth+1)...)
		case inner.Type == "object":
			list = append(list, d.fields(prefix+name+".", inner, depth+1)...)
		}
	}
	return list
}

// inOrder puts what is needed first, each part by name.
func inOrder(needed []string) func(a, b string) int {
	rank := func(name string) int {
		if slices.Contains(needed, name) {
			return 0
		}
		return 1
	}
	return func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b)) }
}

func (d describer) kind(schema *huma.Schema) string {
	inner := d.meant(schema)
	words := inner.Type
	if inner.Type == "array" {
		words = "list of " + d.kind(inner.Items)
	}
	if inner.Format != "" {
		words += " (" + inner.Format + ")"
	}
	if schema != nil && (schema.Nullable || len(schema.OneOf) > 0) {
		words += " or null"
	}
	return words
}

// limits adds to a description what the schema allows.
func limits(text string, schema *huma.Schema) string {
	var parts []string
	if text != "" {
		parts = append(parts, text)
	}
	if len(schema.Enum) > 0 {
		var values []string
		for _, v := range schema.Enum {
			values = append(values, fmt.Sprint(v))
		}
		parts = append(parts, "one of "+strings.Join(values, ", "))
	}
	if schema.Default != nil {
		parts = append(parts, fmt.Sprintf("%v if left out", schema.Default))
	}
	if schema.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("up to %d characters", *schema.MaxLength))
	}
	if schema.MaxItems != nil {
		parts = append(parts, fmt.Sprintf("up to %d", *schema.MaxItems))
	}
	if schema.Minimum != nil && schema.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%v to %v", *schema.Minimum, *schema.Maximum))
	}
	if len(schema.Examples) > 0 {
		parts = append(parts, fmt.Sprintf("for example %v", schema.Examples[0]))
	}
	return strings.Join(parts, "; ")
}
