package quantum.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tree that is installed, as it will lie under {@code /}.
 *
 * <p>All files get the time of the build's timestamp before anything is learned from them: an AOT
 * cache is refused when the time or size of a jar is not what it was, and archives keep times to
 * the second.
 */
final class Installation {
  private static final List<String> DEVELOPERS_SCRIPTS =
      List.of("acceptance.sh", "apt_repository.sh", "demo.sh");
  private static final String COMMAND =
      """
      #!/bin/sh
      exec /opt/quantum/bin/quantum "$@"
      """;
  private static final String EXECUTABLE = "rwxr-xr-x";
  static final String READABLE = "rw-r--r--";

  private final Path project;
  private final Path root;
  private final FileTime time;

  Installation(Path project, Path root, Instant time) {
    this.project = project;
    this.root = root;
    this.time = FileTime.from(time);
  }

  /** {@code /opt/quantum}. */
  Path home() {
    return root.resolve("opt/quantum");
  }

  /** Names all jars, so that the class path is one short word in {@code ps}; relative to itself. */
  Path classPath() {
    return home().resolve("lib/quantum-harvest.jar");
  }

  Path java() {
    return home().resolve("runtime/bin/java");
  }

  Path launcher(Program program) {
    return home().resolve("bin").resolve(program.name());
  }

  Path cache(String name) {
    return home().resolve("aot").resolve(name + ".aot");
  }

  List<Program> programs() throws IOException {
    return Program.read(project.resolve("deploy/package/programs"));
  }

  /** Lays out everything but the caches. */
  void build(Path jars, String version) throws IOException, InterruptedException {
    delete(root);
    Files.createDirectories(home().resolve("aot"));
    copyAll(jars, "*.jar", home().resolve("lib"), READABLE);
    classPathJar();
    copyScripts();
    copyAll(project.resolve("deploy/jvm"), "*.args", home().resolve("jvm"), READABLE);
    copyAll(project.resolve("deploy/env"), "*.env", home().resolve("env"), READABLE);
    copyAll(project.resolve("deploy/redis"), "*.{conf,acl}", home().resolve("redis"), READABLE);
    copy(
        project.resolve("deploy/prometheus/quantum.rules.yaml"),
        home().resolve("prometheus/quantum.rules.yaml"),
        READABLE);
    copyAll(project.resolve("deploy/grafana"), "*.json", home().resolve("grafana"), READABLE);
    copyAll(project.resolve("demo/data/prices"), "*.csv.gz", practicePrices(), READABLE);
    copy(project.resolve("demo/data/SOURCES.md"), practicePrices().resolve("SOURCES.md"), READABLE);
    copyAll(
        project.resolve("deploy/systemd"),
        "quantum-*.{service,target}",
        root.resolve("usr/lib/systemd/system"),
        READABLE);
    copy(project.resolve("deploy/package/programs"), home().resolve("programs"), READABLE);
    write(home().resolve("VERSION"), version + "\n", READABLE);
    write(root.resolve("usr/bin/quantum"), COMMAND, EXECUTABLE);
    new Papers(project, root, time.toInstant()).write(version);
    String template = Files.readString(project.resolve("deploy/package/launcher.sh"));
    for (Program program : programs()) {
      write(launcher(program), launcherText(template, program), EXECUTABLE);
    }
    RuntimeImage.link(home().resolve("runtime"));
    setTimes();
  }

  private Path practicePrices() {
    return home().resolve("practice/prices");
  }

  /** What other scripts read in is no program: it begins with no line that says who runs it. */
  private void copyScripts() throws IOException {
    try (var scripts = Files.newDirectoryStream(project.resolve("ops"), "{*.sh,quantum}")) {
      for (Path script : scripts) {
        String name = script.getFileName().toString();
        if (!DEVELOPERS_SCRIPTS.contains(name)) {
          boolean program = Files.readString(script).startsWith("#!");
          copy(script, home().resolve("ops").resolve(name), program ? EXECUTABLE : READABLE);
        }
      }
    }
  }

  private String launcherText(String template, Program program) {
    String arguments =
        argumentFiles(program).stream()
            .map(file -> "\"@$home/jvm/" + file.getFileName() + "\"")
            .collect(Collectors.joining(" "));
    return template
        .replace("@name@", program.name())
        .replace("@cache@", program.cache())
        .replace("@arguments@", arguments)
        .replace("@main@", program.main());
  }

  /** How its JVM is started: what all of its kind have, then its own. */
  List<Path> argumentFiles(Program program) {
    return Stream.of(
            program.kind() == Program.Kind.SERVICE ? "service" : "tool", program.shortName())
        .map(name -> home().resolve("jvm").resolve(name + ".args"))
        .filter(Files::exists)
        .toList();
  }

  private void classPathJar() throws IOException {
    String names;
    try (Stream<Path> jars = Files.list(home().resolve("lib"))) {
      names =
          jars.map(jar -> jar.getFileName().toString()).sorted().collect(Collectors.joining(" "));
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, names);
    String together = Together.class.getName().replace('.', '/') + ".class";
    try (InputStream bytes = Together.class.getClassLoader().getResourceAsStream(together);
        OutputStream file = Files.newOutputStream(classPath());
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      jar.putNextEntry(new JarEntry(together));
      bytes.transferTo(jar);
    }
  }

  /** Gives every file and folder the build's time; to be called again when files were added. */
  void setTimes() throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(root)) {
      // folders last: adding a file changes them
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!Files.isSymbolicLink(path)) {
        Files.setLastModifiedTime(path, time);
      }
    }
  }

  static void copyAll(Path from, String glob, Path to, String mode) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    try (var files = Files.newDirectoryStream(from, glob)) {
      for (Path file : files) {
        copy(file, to.resolve(file.getFileName()), mode);
      }
    }
  }

  static void copy(Path from, Path to, String mode) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(mode));
  }

  static void write(Path to, String text, String mode) throws IOException {
    Files.createDirectories(to.getParent());
    Files.writeString(to, text);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(mode));
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
