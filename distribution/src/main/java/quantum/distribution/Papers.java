package quantum.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import quantum.cli.Manual;

/** What a Debian administrator looks for beside the programs: manuals, licence, changes. */
final class Papers {
  private static final String PACKAGE = "quantum-harvest";
  private static final List<String> MANUALS =
      List.of(
          "docs/console.md",
          "docs/install.md",
          "docs/runbook.md",
          "docs/streams.md",
          "docs/venue.md");
  private static final DateTimeFormatter DEBIAN_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT);

  /** Of a gzip header, RFC 1952. */
  private static final int EXTRA_FLAGS = 8;

  private static final byte SLOWEST = 2;

  private final Path project;
  private final Path root;
  private final Instant time;

  Papers(Path project, Path root, Instant time) {
    this.project = project;
    this.root = root;
    this.time = time;
  }

  void write(String version) throws IOException {
    Path doc = root.resolve("usr/share/doc").resolve(PACKAGE);
    place("README.md", doc);
    for (String manual : MANUALS) {
      place(manual, doc);
    }
    for (Map.Entry<String, String> page : Manual.pages().entrySet()) {
      compress(page.getValue(), root.resolve("usr/share/man/man1").resolve(page.getKey() + ".gz"));
    }
    Installation.write(
        root.resolve("usr/share/bash-completion/completions/quantum"),
        Manual.completion(),
        Installation.READABLE);
    place("LICENSE", doc);
    place("deploy/package/copyright", doc);
    compress(Files.readString(project.resolve("CHANGELOG.md")), doc.resolve("changelog.gz"));
    compress(debianChangelog(version), doc.resolve("changelog.Debian.gz"));
    Path overrides = root.resolve("usr/share/lintian/overrides");
    Installation.copy(
        project.resolve("deploy/package/lintian-overrides"),
        overrides.resolve(PACKAGE),
        Installation.READABLE);
  }

  private void place(String file, Path folder) throws IOException {
    Path from = project.resolve(file);
    Installation.copy(from, folder.resolve(from.getFileName()), Installation.READABLE);
  }

  /** Of the package; what changed in the suite is in changelog.gz. */
  private String debianChangelog(String version) throws IOException {
    String maintainer =
        Files.readAllLines(project.resolve("deploy/package/debian/control")).stream()
            .filter(line -> line.startsWith("Maintainer: "))
            .map(line -> line.substring("Maintainer: ".length()))
            .findFirst()
            .orElseThrow();
    return """
    %s (%s) unstable; urgency=medium

      * Package of this release; its changes are in changelog.gz.

     -- %s  %s
    """
        .formatted(
            PACKAGE,
            debianVersion(version),
            maintainer,
            DEBIAN_DATE.format(time.atOffset(ZoneOffset.UTC)));
  }

  /** As the build file makes it: what comes before a release sorts before it. */
  static String debianVersion(String version) {
    return version.replaceAll("-(SNAPSHOT|rc|beta|alpha)", "~$1") + "-1";
  }

  /** Without name and time, so that the same text is the same file. */
  private static void compress(String text, Path to) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new BestGzip(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] zipped = bytes.toByteArray();
    zipped[EXTRA_FLAGS] = SLOWEST; // the JDK does not say how hard it tried, and lintian asks
    Files.createDirectories(to.getParent());
    Files.write(to, zipped);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(Installation.READABLE));
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
