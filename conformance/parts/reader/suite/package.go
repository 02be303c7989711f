package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

const module = "sigs.k8s.io/gateway-api/conformance/"

// file is a source file with the paths of its imports by their local names.
type file struct {
	name    string
	imports map[string]string
}

// value is what a package variable or a constant is declared as.
type value struct {
	expr ast.Expr
	file *file
}

type function struct {
	decl *ast.FuncDecl
	file *file
}

type pkg struct {
	root   string
	values map[string]value
	funcs  map[string]function
	// others are the packages of the module that tests refer to.
	others map[string]*pkg
}

func readPackage(root, folder string) *pkg {
	p := &pkg{root: root, values: map[string]value{}, funcs: map[string]function{}, others: map[string]*pkg{}}
	entries, err := os.ReadDir(folder)
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".go") && !strings.HasSuffix(entry.Name(), "_test.go") {
			p.add(filepath.Join(folder, entry.Name()))
		}
	}
	return p
}

func (p *pkg) add(path string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	f := &file{name: filepath.Base(path), imports: map[string]string{}}
	for _, spec := range parsed.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		name := imported[strings.LastIndex(imported, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.imports[name] = imported
	}
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				p.funcs[d.Name.Name] = function{d, f}
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if declared, ok := spec.(*ast.ValueSpec); ok {
					for i, expr := range declared.Values {
						p.values[declared.Names[i].Name] = value{expr, f}
					}
				}
			}
		}
	}
}

// other is a package of the suite by its path; nil for packages of other modules.
func (p *pkg) other(path string) *pkg {
	if !strings.HasPrefix(path, module) {
		return nil
	}
	if found, ok := p.others[path]; ok {
		return found
	}
	found := readPackage(p.root, filepath.Join(p.root, strings.TrimPrefix(path, module)))
	p.others[path] = found
	return found
}
