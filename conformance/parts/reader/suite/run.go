package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"strconv"
	"strings"
)

// object is a struct or a map with keys of text.
type object map[string]any

// symbol is a name that only a run of the test gives a value: `suite`, `codes.Unimplemented`.
type symbol string

func (s symbol) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"symbol": string(s)})
}

// result is what a call returns that is not followed.
type result struct {
	Call string `json:"call"`
	Args []any  `json:"args"`
}

type closure struct {
	params []string
	body   *ast.BlockStmt
	scope  *scope
	file   *file
}

// MarshalJSON leaves functions out.
func (*closure) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

type scope struct {
	vars  map[string]any
	outer *scope
}

func (s *scope) inner() *scope { return &scope{vars: map[string]any{}, outer: s} }

func (s *scope) holder(name string) *scope {
	for ; s != nil; s = s.outer {
		if _, ok := s.vars[name]; ok {
			return s
		}
	}
	return nil
}

// run follows one test.
type run struct {
	pkg     *pkg
	file    *file
	sent    []sent
	changed bool
}

// call follows a function with the arguments; what it returns is not known.
func (r *run) call(f *closure, args []any) {
	inner := f.scope.inner()
	for i, name := range f.params {
		if i < len(args) {
			inner.vars[name] = args[i]
		}
	}
	file := r.file
	r.file = f.file
	r.block(f.body, inner)
	r.file = file
}

func (r *run) block(b *ast.BlockStmt, s *scope) {
	for _, statement := range b.List {
		r.statement(statement, s)
	}
}

func (r *run) statement(statement ast.Stmt, s *scope) {
	switch st := statement.(type) {
	case *ast.ExprStmt:
		r.eval(st.X, s)
	case *ast.AssignStmt:
		r.assign(st, s)
	case *ast.DeclStmt:
		r.declare(st, s)
	case *ast.BlockStmt:
		r.block(st, s.inner())
	case *ast.RangeStmt:
		r.loop(st, s)
	case *ast.ForStmt:
		r.block(st.Body, s.inner())
	case *ast.IfStmt:
		r.branch(st, s.inner())
	case *ast.SwitchStmt:
		r.choose(st, s)
	case *ast.DeferStmt:
		r.eval(st.Call, s)
	case *ast.GoStmt:
		if f, ok := r.eval(st.Call.Fun, s).(*closure); ok {
			r.call(f, r.all(st.Call.Args, s))
		}
	case *ast.ReturnStmt:
		r.all(st.Results, s)
	}
}

func (r *run) declare(st *ast.DeclStmt, s *scope) {
	for _, spec := range st.Decl.(*ast.GenDecl).Specs {
		if declared, ok := spec.(*ast.ValueSpec); ok {
			for i, name := range declared.Names {
				s.vars[name.Name] = nil
				if i < len(declared.Values) {
					s.vars[name.Name] = r.eval(declared.Values[i], s)
				}
			}
		}
	}
}

func (r *run) assign(st *ast.AssignStmt, s *scope) {
	values := r.all(st.Rhs, s)
	for i, left := range st.Lhs {
		v := values[min(i, len(values)-1)]
		if i > 0 && len(values) == 1 {
			v = result{"result", []any{i, v}}
		}
		r.store(left, copied(v), st.Tok == token.DEFINE, s)
	}
}

func (r *run) store(left ast.Expr, v any, define bool, s *scope) {
	switch to := left.(type) {
	case *ast.Ident:
		holder := s.holder(to.Name)
		if define || holder == nil {
			holder = s
		}
		holder.vars[to.Name] = v
	case *ast.SelectorExpr:
		if o, ok := r.eval(to.X, s).(object); ok {
			o[to.Sel.Name] = v
		}
	}
}

// copied is a struct of its own, as an assignment makes it.
func copied(v any) any {
	o, ok := v.(object)
	if !ok {
		return v
	}
	clone := maps.Clone(o)
	for k, field := range clone {
		clone[k] = copied(field)
	}
	return clone
}

// loop follows the body for each element of a list, or once where the list is not known.
func (r *run) loop(st *ast.RangeStmt, s *scope) {
	elements, known := r.eval(st.X, s).([]any)
	if !known {
		elements = []any{symbol("element")}
	}
	for i, element := range elements {
		inner := s.inner()
		for at, name := range []ast.Expr{st.Key, st.Value} {
			if name != nil {
				r.store(name, []any{float64(i), copied(element)}[at], true, inner)
			}
		}
		r.block(st.Body, inner)
	}
}

// branch follows the side that a test takes when all is well; what handles errors is left out.
func (r *run) branch(st *ast.IfStmt, s *scope) {
	if st.Init != nil {
		r.statement(st.Init, s)
	}
	if holds, known := r.eval(st.Cond, s).(bool); known && holds {
		r.block(st.Body, s.inner())
	} else if known && st.Else != nil {
		r.statement(st.Else, s)
	}
}

// choose follows the case that is equal to the value, where both are known.
func (r *run) choose(st *ast.SwitchStmt, s *scope) {
	if st.Tag == nil {
		return
	}
	tag := r.eval(st.Tag, s)
	for _, clause := range st.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			if equal, known := compared(tag, r.eval(e, s)); known && equal {
				r.block(&ast.BlockStmt{List: clause.(*ast.CaseClause).Body}, s)
				return
			}
		}
	}
}

func (r *run) all(exprs []ast.Expr, s *scope) []any {
	values := make([]any, 0, len(exprs))
	for _, e := range exprs {
		values = append(values, r.eval(e, s))
	}
	return values
}

func (r *run) eval(expr ast.Expr, s *scope) any {
	switch e := expr.(type) {
	case *ast.BasicLit:
		return literal(e)
	case *ast.Ident:
		return r.name(e.Name, s)
	case *ast.ParenExpr:
		return r.eval(e.X, s)
	case *ast.UnaryExpr:
		return r.eval(e.X, s)
	case *ast.StarExpr:
		return r.eval(e.X, s)
	case *ast.BinaryExpr:
		return binary(e.Op, r.eval(e.X, s), r.eval(e.Y, s))
	case *ast.CompositeLit:
		return r.composite(e, s)
	case *ast.FuncLit:
		return &closure{parameters(e.Type), e.Body, s, r.file}
	case *ast.SelectorExpr:
		return r.selected(e, s)
	case *ast.IndexExpr:
		return index(r.eval(e.X, s), r.eval(e.Index, s))
	case *ast.CallExpr:
		return r.called(e, s)
	}
	return symbol("value")
}

func literal(e *ast.BasicLit) any {
	if e.Kind == token.STRING {
		text, _ := strconv.Unquote(e.Value)
		return text
	}
	number, err := strconv.ParseFloat(e.Value, 64)
	if err != nil {
		return symbol(e.Value)
	}
	return number
}

func (r *run) name(name string, s *scope) any {
	if holder := s.holder(name); holder != nil {
		return holder.vars[name]
	}
	switch name {
	case "true", "false":
		return name == "true"
	case "nil":
		return nil
	}
	if declared, ok := r.pkg.values[name]; ok {
		return r.eval(declared.expr, nil)
	}
	if f, ok := r.pkg.funcs[name]; ok {
		return &closure{parameters(f.decl.Type), f.decl.Body, nil, f.file}
	}
	return symbol(name)
}

func parameters(t *ast.FuncType) []string {
	var names []string
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

func binary(op token.Token, left, right any) any {
	a, isText := left.(string)
	b, alsoText := right.(string)
	if op == token.ADD && isText && alsoText {
		return a + b
	}
	if equal, known := compared(left, right); known && (op == token.EQL || op == token.NEQ) {
		return equal == (op == token.EQL)
	}
	return result{op.String(), []any{left, right}}
}

// compared tells whether two values are equal, where both are text or numbers.
func compared(left, right any) (equal, known bool) {
	switch left.(type) {
	case string, float64:
	default:
		return false, false
	}
	switch right.(type) {
	case string, float64:
		return left == right, true
	}
	return false, false
}

func index(of, at any) any {
	list, isList := of.([]any)
	if i, ok := at.(float64); isList && ok && int(i) < len(list) {
		return list[int(i)]
	}
	if o, ok := of.(object); ok {
		if key, ok := at.(string); ok {
			return o[key]
		}
	}
	return result{"index", []any{of, at}}
}

func (r *run) composite(e *ast.CompositeLit, s *scope) any {
	_, isList := e.Type.(*ast.ArrayType)
	if isList || (len(e.Elts) > 0 && !keyed(e.Elts[0])) {
		return r.all(e.Elts, s)
	}
	made := object{}
	for _, element := range e.Elts {
		pair := element.(*ast.KeyValueExpr)
		key := r.key(pair.Key, e.Type, s)
		made[key] = r.eval(pair.Value, s)
	}
	return made
}

func keyed(e ast.Expr) bool {
	_, ok := e.(*ast.KeyValueExpr)
	return ok
}

// key is the name of a field, or the value of the key of a map.
func (r *run) key(e ast.Expr, t ast.Expr, s *scope) string {
	if name, ok := e.(*ast.Ident); ok {
		if _, isMap := t.(*ast.MapType); !isMap {
			return name.Name
		}
	}
	return fmt.Sprint(r.eval(e, s))
}

func (r *run) selected(e *ast.SelectorExpr, s *scope) any {
	if name, ok := e.X.(*ast.Ident); ok && s.holder(name.Name) == nil {
		if imported, ok := r.file.imports[name.Name]; ok {
			return r.imported(imported, e.Sel.Name)
		}
	}
	switch of := r.eval(e.X, s).(type) {
	case object:
		if field, ok := of[e.Sel.Name]; ok {
			return field
		}
		return symbol(e.Sel.Name)
	case symbol:
		return of + symbol("."+e.Sel.Name)
	case result:
		return symbol(of.Call + "." + e.Sel.Name)
	}
	return symbol("value." + e.Sel.Name)
}

func (r *run) imported(from, name string) any {
	if other := r.pkg.other(from); other != nil {
		if declared, ok := other.values[name]; ok {
			if text, ok := declared.expr.(*ast.BasicLit); ok {
				return literal(text)
			}
			if conversion, ok := declared.expr.(*ast.CallExpr); ok && len(conversion.Args) == 1 {
				return r.eval(conversion.Args[0], nil)
			}
		}
	}
	return symbol(path.Base(from) + "." + name)
}

func (r *run) called(e *ast.CallExpr, s *scope) any {
	function := r.eval(e.Fun, s)
	args := r.all(e.Args, s)
	if f, ok := function.(*closure); ok {
		r.call(f, args)
		return symbol("value")
	}
	name := fmt.Sprint(function)
	switch name {
	case "append":
		return appended(args, e.Ellipsis.IsValid())
	case "fmt.Sprintf":
		return formatted(args)
	case "string", "int32", "int64", "float64", "new", "ptr.To":
		return args[0]
	case "len":
		if list, ok := args[0].([]any); ok {
			return float64(len(list))
		}
	case "strings.Split":
		if text, ok := args[0].(string); ok {
			return split(text, args[1].(string))
		}
	case "Encode":
		// a method of a map of values
		return result{name, []any{r.eval(e.Fun.(*ast.SelectorExpr).X, s)}}
	case "t.Run":
		if f, ok := args[1].(*closure); ok {
			r.call(f, []any{symbol("t")})
		}
		return true
	}
	r.follow(args)
	if requests[name] {
		r.sent = append(r.sent, sent{name, r.receiver(e.Fun, s), args, r.changed})
	}
	r.changed = r.changed || changes[name]
	return result{name, args}
}

// receiver is what a method is called on, where another call returned it.
func (r *run) receiver(e ast.Expr, s *scope) any {
	if selector, ok := e.(*ast.SelectorExpr); ok {
		if of, ok := r.eval(selector.X, s).(result); ok {
			return of
		}
	}
	return nil
}

// follow follows functions that are handed to others, which call them.
func (r *run) follow(args []any) {
	for _, arg := range args {
		if f, ok := arg.(*closure); ok {
			r.call(f, nil)
		}
	}
}

func appended(args []any, spread bool) any {
	list, _ := args[0].([]any)
	out := append([]any{}, list...)
	if !spread {
		return append(out, args[1:]...)
	}
	more, _ := args[1].([]any)
	return append(out, more...)
}

func split(text, separator string) any {
	var parts []any
	for _, part := range strings.Split(text, separator) {
		parts = append(parts, part)
	}
	return parts
}

func formatted(args []any) any {
	for _, arg := range args[1:] {
		switch arg.(type) {
		case string, float64:
		default:
			return result{"fmt.Sprintf", args}
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(args[0].(string), "%d", "%v"), args[1:]...)
}
