// A reader of our ledger that shares no line with it: it knows the served files, the log's public
// key, and the packages of the Go project for signed notes and transparency logs.
//
//	strange_reader FOLDER KEY OLD_CHECKPOINT CONSISTENCY PROOFS
//
// checks the checkpoint's signature, that the old checkpoint is a beginning of it, every entry
// against tiles that the checkpoint vouches for, and every proof in the folder PROOFS. Each line
// on standard input, "FILE OFFSET BIT", is then tried as a single spoilt bit: what is still
// accepted is an error. FILE is relative to FOLDER.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// files are read once; a spoilt byte lives in memory only.
type files struct {
	folder string
	kept   map[string][]byte
}

func (f *files) read(path string) ([]byte, error) {
	if data, known := f.kept[path]; known {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(f.folder, path))
	if err == nil {
		f.kept[path] = data
	}
	return data, err
}

// Height, ReadTiles and SaveTiles make files a tlog.TileReader.
func (f *files) Height() int { return 8 }

func (f *files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func open(data []byte, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size %q", lines[1])
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

func entriesPath(number int64, width int64) string {
	path := fmt.Sprintf("%03d", number%1000)
	for number /= 1000; number > 0; number /= 1000 {
		path = fmt.Sprintf("x%03d/%s", number%1000, path)
	}
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return "tile/entries/" + path
}

// everyEntry hands over each entry of the log in order.
func everyEntry(f *files, size int64, visit func(int64, []byte) error) error {
	for low := int64(0); low < size; low += 256 {
		width := size - low
		if width > 256 {
			width = 256
		}
		data, err := f.read(entriesPath(low/256, width))
		if err != nil {
			return err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("bundle %d breaks off", low/256)
			}
			length := int(binary.BigEndian.Uint16(data))
			if err := visit(low+i, data[2:2+length]); err != nil {
				return err
			}
			data = data[2+length:]
		}
		if len(data) != 0 {
			return fmt.Errorf("bundle %d has more than it should", low/256)
		}
	}
	return nil
}

// check is everything a stranger can check; it returns how many entries there are.
func check(f *files, key, oldFile, consistency, proofs string) (int64, error) {
	served, err := f.read("checkpoint")
	if err != nil {
		return 0, err
	}
	tree, err := open(served, key)
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	if err := checkConsistency(tree, key, oldFile, consistency); err != nil {
		return 0, err
	}
	reader := tlog.TileHashReader(tree, f)
	var leaves []tlog.Hash
	err = everyEntry(f, tree.N, func(index int64, entry []byte) error {
		leaves = append(leaves, tlog.RecordHash(entry))
		return nil
	})
	if err != nil {
		return 0, err
	}
	for low := int64(0); low < tree.N; low += 256 {
		var wanted []int64
		for i := low; i < low+256 && i < tree.N; i++ {
			wanted = append(wanted, tlog.StoredHashIndex(0, i))
		}
		found, err := reader.ReadHashes(wanted)
		if err != nil {
			return 0, fmt.Errorf("tiles: %w", err)
		}
		for i, hash := range found {
			if hash != leaves[low+int64(i)] {
				return 0, fmt.Errorf("entry %d is not what the log signed", low+int64(i))
			}
		}
	}
	return tree.N, checkProofs(tree, key, proofs, leaves)
}

func checkConsistency(tree tlog.Tree, key, oldFile, consistency string) error {
	data, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, err := open(data, key)
	if err != nil {
		return fmt.Errorf("old checkpoint: %w", err)
	}
	written, err := os.ReadFile(consistency)
	if err != nil {
		return err
	}
	path, err := hashes(strings.Fields(string(written)))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(tlog.TreeProof(path), tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	return nil
}

func checkProofs(tree tlog.Tree, key, folder string, leaves []tlog.Hash) error {
	found, err := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("no proofs in %s: %v", folder, err)
	}
	for _, file := range found {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		head, checkpoint, _ := strings.Cut(string(data), "\n\n")
		lines := strings.Split(head, "\n")
		if lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
			return fmt.Errorf("%s is no proof", file)
		}
		index, err := strconv.ParseInt(lines[1][len("index "):], 10, 64)
		if err != nil {
			return err
		}
		path, err := hashes(lines[2:])
		if err != nil {
			return err
		}
		signed, err := open([]byte(checkpoint), key)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		err = tlog.CheckRecord(tlog.RecordProof(path), signed.N, signed.Hash, index, leaves[index])
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: strange_reader FOLDER KEY OLD_CHECKPOINT CONSISTENCY PROOFS")
		os.Exit(2)
	}
	key, rest := os.Args[2], os.Args[3:]
	sound := &files{os.Args[1], map[string][]byte{}}
	size, err := check(sound, key, rest[0], rest[1], rest[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Printf("accepted %d entries\n", size)

	refused := 0
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var path string
		var offset, bit int
		if _, err := fmt.Sscan(lines.Text(), &path, &offset, &bit); err != nil {
			fmt.Fprintln(os.Stderr, lines.Text(), err)
			os.Exit(2)
		}
		spoilt := &files{sound.folder, map[string][]byte{}}
		for name, data := range sound.kept {
			spoilt.kept[name] = data
		}
		data := append([]byte(nil), sound.kept[path]...)
		if len(data) == 0 {
			fmt.Fprintln(os.Stderr, path, "was never read")
			os.Exit(1)
		}
		data[offset%len(data)] ^= 1 << (bit % 8)
		spoilt.kept[path] = data
		if _, err := check(spoilt, key, rest[0], rest[1], rest[2]); err == nil {
			fmt.Fprintln(os.Stderr, "a spoilt bit was accepted:", lines.Text())
			os.Exit(1)
		}
		refused++
	}
	fmt.Printf("refused %d spoilt bits\n", refused)
}
