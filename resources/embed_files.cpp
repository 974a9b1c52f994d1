// Build tool: writes files as string literals of one C++ source.
//
//     embed_files OUTPUT ROOT ENTRY...      ENTRY: a file or a folder below ROOT
//
// The output is left alone when it would not change, so that a build without changes stays a build
// without work.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBytesPerLine = 100;

std::string readFile(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> filesBelow(const fs::path& root, const std::vector<std::string>& entries)
{
    std::vector<fs::path> files;
    for (const std::string& entry : entries) {
        if (!fs::is_directory(root / entry)) {
            files.push_back(root / entry);
            continue;
        }
        for (const auto& found : fs::recursive_directory_iterator(root / entry)) {
            if (found.is_regular_file())
                files.push_back(found.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Octal escapes always have three digits, so that no following digit joins them.
std::string literal(const std::string& bytes)
{
    std::string source = "\"";
    std::size_t column = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\' || c == '?') {
            source += '\\';
            source += c;
        } else if (byte >= 0x20 && byte < 0x7F) {
            source += c;
        } else {
            char escape[5];
            std::snprintf(escape, sizeof escape, "\\%03o", byte);
            source += escape;
        }
        if (++column % kBytesPerLine == 0)
            source += "\"\n\"";
    }
    return source + "\"";
}

std::string render(const fs::path& root, const std::vector<fs::path>& files)
{
    std::string source
        = "// Written by embed_files.\n#include \"resources/resources.h\"\n\n#include <array>\n\n"
          "namespace gatelens::resources {\n\nnamespace {\n\n";
    source += "constexpr std::array<EmbeddedFile, " + std::to_string(files.size()) + "> kFiles{{\n";
    for (const fs::path& file : files) {
        const std::string content = readFile(file);
        source += "{" + literal(fs::relative(file, root).generic_string()) + ",\n{"
            + literal(content) + ", " + std::to_string(content.size()) + "}},\n";
    }
    source += "}};\n\n} // namespace\n\nstd::span<const EmbeddedFile> embeddedFiles()\n{\n    "
              "return kFiles;\n}\n\n"
              "} // namespace gatelens::resources\n";
    return source;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::cerr << "usage: embed_files OUTPUT ROOT ENTRY...\n";
        return 2;
    }
    const fs::path output = argv[1];
    const fs::path root = argv[2];
    const std::string source
        = render(root, filesBelow(root, std::vector<std::string>(argv + 3, argv + argc)));
    if (fs::exists(output) && readFile(output) == source)
        return 0;
    std::ofstream file(output, std::ios::binary);
    file << source;
    file.close();
    if (!file) {
        std::cerr << "embed_files: cannot write " << output << '\n';
        return 1;
    }
    return 0;
}
