package quantum.console.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import quantum.console.ConsoleSettings;

/** What a person shows to read or to act. It is compared in constant time and never shown. */
public final class Token {
  private static final int SHORTEST = 16;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final byte[] value;

  private Token(String value) {
    this.value = value.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException naming the setting if the file cannot be read, can be read by
   *     others, or holds no token
   */
  public static Optional<Token> of(ConsoleSettings settings) {
    if (settings.token().isPresent()) {
      return Optional.of(checked("CONSOLE_TOKEN", settings.token().get().reveal().strip()));
    }
    return settings.tokenFile().map(Token::ofFile);
  }

  private static Token ofFile(Path file) {
    String says = "CONSOLE_TOKEN_FILE is '" + file + "'";
    try {
      Set<PosixFilePermission> given = EnumSet.noneOf(PosixFilePermission.class);
      given.addAll(Files.getPosixFilePermissions(file));
      given.retainAll(OTHERS);
      if (!given.isEmpty()) {
        throw new IllegalArgumentException(
            says + ", which others may use (" + given + "); chmod 600 it");
      }
      return checked("CONSOLE_TOKEN_FILE", Files.readString(file).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(says + ", which cannot be read: " + e, e);
    }
  }

  private static Token checked(String setting, String token) {
    if (token.length() < SHORTEST || !token.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(
          setting
              + " must hold a token of "
              + SHORTEST
              + " or more printable characters without blanks, e.g. of `openssl rand -hex 24`");
    }
    return new Token(token);
  }

  /** Whether this is it. */
  public boolean is(String shown) {
    return MessageDigest.isEqual(value, shown.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
