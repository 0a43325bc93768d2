package quantum.distribution;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The Java runtime inside the package: the JDK that runs this, without what nothing here uses. */
final class RuntimeImage {
  /**
   * What {@code jdeps --print-module-deps} finds over all jars, without java.desktop, java.rmi,
   * java.instrument, java.security.jgss and jdk.jfr: Jackson, Jetty, Kotlin and Netty name them for
   * features that are off when they are absent. jdk.jcmd is for whoever has to look into a running
   * service. TLS needs nothing more: elliptic curves are part of java.base.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.sql",
          "java.xml",
          "jdk.jcmd",
          "jdk.unsupported");

  private RuntimeImage() {}

  static void link(Path folder) throws IOException, InterruptedException {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    int code =
        new ProcessBuilder(
                jlink.toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--compress",
                "zip-6",
                "--output",
                folder.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException(jlink + " ended with " + code);
    }
    replaceLinks(folder);
  }

  /** Licences that are the same for all modules are links; archives travel better without. */
  private static void replaceLinks(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isSymbolicLink()) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
