package quantum.runtime;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Settings that systemd hands over as files which only this service can read (LoadCredential=), so
 * that they stand in no environment.
 */
final class Credentials {
  static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

  /** Of LoadCredential=quantum:FOLDER: systemd puts it and '_' before each file's name. */
  private static final String PREFIX = "quantum_";

  private Credentials() {}

  /**
   * By the setting's name.
   *
   * @param folder nothing is read if it is blank
   * @param unreadable is told what could not be read, in words for the operator
   */
  static Map<String, String> in(String folder, Consumer<String> unreadable) {
    Map<String, String> credentials = new TreeMap<>();
    if (folder.isBlank()) {
      return credentials;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), PREFIX + "*")) {
      for (Path file : files) {
        String name = file.getFileName().toString().substring(PREFIX.length());
        try {
          String text = Files.readString(file);
          if (!text.isBlank()) { // as everywhere, blank is absent
            credentials.put(name, text);
          }
        } catch (MalformedInputException e) {
          unreadable.accept("credential " + name + " is no text");
        } catch (IOException e) {
          unreadable.accept("credential " + name + " cannot be read: " + e);
        }
      }
    } catch (IOException e) {
      unreadable.accept(DIRECTORY + " cannot be read: " + e);
    }
    return credentials;
  }
}
