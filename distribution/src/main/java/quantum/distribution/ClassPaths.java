package quantum.distribution;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which jars of the one folder a program is started with: those that Maven resolved for its module.
 *
 * <p>A program that cannot reach the exchange's code has none of it, and a start opens a third of
 * the jars. The class path stands in the manifest of a jar of its own, {@code lib/quantum-….jar}:
 * relative, so that the tree can lie anywhere, and one short word in {@code ps}.
 */
final class ClassPaths {
  private static final String MODULE_SUFFIX = ".class-path";

  private final Path lib;
  private final Path project;

  ClassPaths(Path lib, Path project) {
    this.lib = lib;
    this.project = project;
  }

  void write(Program program) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", of(program)));
    try (OutputStream file = Files.newOutputStream(lib.resolve(program.name() + ".jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.finish();
    }
  }

  /** The names of its jars, its module's first. */
  List<String> of(Program program) throws IOException {
    String module = moduleJar(program);
    List<String> names =
        Stream.concat(Stream.of(module), dependencies(module).stream()).distinct().toList();
    for (String name : names) {
      if (!Files.exists(lib.resolve(name))) {
        throw new IOException(program.name() + " needs " + name + ", which is not in " + lib);
      }
    }
    return names;
  }

  private String moduleJar(Program program) throws IOException {
    String main = program.main().replace('.', '/') + ".class";
    try (Stream<Path> files = Files.list(lib)) {
      for (Path file : files.sorted().toList()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          if (jar.getEntry(main) != null) {
            return file.getFileName().toString();
          }
        }
      }
    }
    throw new IOException("no jar in " + lib + " has " + program.main());
  }

  /** What the module's build left: paths, of which the names count. */
  private List<String> dependencies(String moduleJar) throws IOException {
    String name = moduleJar.replaceFirst("\\.jar$", MODULE_SUFFIX);
    try (Stream<Path> modules = Files.list(project)) {
      Path file =
          modules
              .map(module -> module.resolve("target").resolve(name))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow(() -> new IOException("no module has target/" + name));
      return Arrays.stream(Files.readString(file).strip().split(":"))
          .map(path -> Path.of(path).getFileName().toString())
          .collect(Collectors.toList());
    }
  }
}
