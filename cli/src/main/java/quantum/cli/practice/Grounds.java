package quantum.cli.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import quantum.cli.settings.EnvFile;

/** Whether this machine is one to practise on: nothing real may be disturbed by it. */
public final class Grounds {
  private static final String CREDENTIALS = "etc/quantum/credentials";

  private final Path root;

  /**
   * @param root {@code /}, or a folder instead of it
   */
  public Grounds(Path root) {
    this.root = root;
  }

  /** Where the installation has its files. */
  public Path home() {
    return root.resolve("opt/quantum");
  }

  /**
   * @throws CannotPractise if the services are not installed, or are set up for real trading
   */
  public void look() throws CannotPractise, IOException {
    if (!Files.isExecutable(home().resolve("bin/quantum-paper-exchange"))) {
      throw new CannotPractise(
          "the services are not installed here. From a clone: ops/demo.sh shows the same without"
              + " installing anything");
    }
    if (!Files.isWritable(root.resolve("etc"))) {
      throw new CannotPractise("only root may start services: sudo quantum practice");
    }
    String venue = own("apply-layer").getOrDefault("VENUE", "paper");
    if (!venue.equals("paper")) {
      throw new CannotPractise(
          "apply-layer is set up for VENUE="
              + venue
              + " in /etc/quantum/apply-layer.env: practice would take its place. Use another"
              + " machine, or take that line out first");
    }
    if (!key("apply-layer/BINANCE_API_KEY").equals(key("paper-exchange/PAPER_API_KEY"))) {
      throw new CannotPractise(
          "the keys in /etc/quantum/credentials/apply-layer are not those of the paper exchange:"
              + " move them away, then /opt/quantum/ops/release.sh prepare makes new ones");
    }
    try (Stream<Path> folders = Files.list(root.resolve(CREDENTIALS))) {
      if (folders.anyMatch(folder -> Files.exists(folder.resolve("REDIS_URL")))) {
        throw new CannotPractise(
            "the services have Redis users of their own, which may not write keys of practice:"
                + " practise before configure_redis.sh --acl, or undo it with --remove");
      }
    }
  }

  private Map<String, String> own(String service) throws IOException {
    Path file = root.resolve("etc/quantum/" + service + ".env");
    return Files.exists(file) ? EnvFile.read(file) : Map.of();
  }

  private String key(String name) throws IOException {
    Path file = root.resolve(CREDENTIALS).resolve(name);
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }
}
