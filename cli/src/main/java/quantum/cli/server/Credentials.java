package quantum.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Addresses with passwords, {@code FOLDER/<who>/REDIS_URL}: readable by their owner alone, the
 * units hand them to the services.
 */
final class Credentials {
  private static final int PASSWORD_BYTES = 32;

  private final Path folder;

  Credentials(Path folder) {
    this.folder = folder;
  }

  Path file(String who) {
    return folder.resolve(who).resolve("REDIS_URL");
  }

  Optional<String> password(String who) throws IOException {
    Path file = file(who);
    return Files.isReadable(file)
        ? new Address(Files.readString(file).strip()).password()
        : Optional.empty();
  }

  static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  void write(String who, Address address) throws IOException {
    Path file = file(who);
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, address.url() + "\n");
  }

  void remove(String who) throws IOException {
    Files.deleteIfExists(file(who));
  }
}
