package quantum.distribution;

import java.nio.file.Path;
import java.time.Instant;

/** Main of the module's build: lays the installation out and trains its services. */
final class Build {
  private Build() {}

  /**
   * @param args project folder, folder of the jars, version, where the installation goes, time of
   *     all files (ISO-8601)
   */
  public static void main(String[] args) throws Exception {
    Path project = Path.of(args[0]).toAbsolutePath().normalize();
    Path root = Path.of(args[3]).toAbsolutePath();
    var installation = new Installation(project, root, Instant.parse(args[4]));
    installation.build(Path.of(args[1]), args[2]);
    new Training(installation, project, root.resolveSibling("training")).run();
    installation.setTimes();
  }
}
