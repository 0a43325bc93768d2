package quantum.account.hand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Who gives an order, for the record: {@code user@host quantum verb}. */
public final class Who {
  private static final Path HOST = Path.of("/etc/hostname");

  private Who() {}

  /**
   * @param surrounding SUDO_USER, if somebody acts as another
   */
  public static String says(String verb, Optional<String> surrounding) {
    String user = surrounding.orElseGet(() -> System.getProperty("user.name", "somebody"));
    return user + "@" + host() + " quantum " + verb;
  }

  private static String host() {
    try {
      String host = Files.readString(HOST).strip();
      return host.isEmpty() ? "localhost" : host;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
