package quantum.cli.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mode in harvest-brain's env file, and the copy of the file as it was before a rollback. */
public final class ModeFile {
  private static final String NAME = "HARVEST_MODE";
  private static final String SHADOW = "shadow";
  private static final Pattern LINE = Pattern.compile(NAME + "=[\"']?([A-Za-z]*).*");

  private final Path file;

  public ModeFile(Path file) {
    this.file = file;
  }

  public Path path() {
    return file;
  }

  public Path kept() {
    return file.resolveSibling(file.getFileName() + ".before-rollback");
  }

  /** A credential of that name would win over the file. */
  public Path credential() {
    return file.resolveSibling("credentials/harvest-brain/" + NAME);
  }

  /** What the service is told by the file, shadow if it says nothing. */
  public String mode() throws IOException {
    return mode(file);
  }

  /** The same of the copy. */
  public String keptMode() throws IOException {
    return mode(kept());
  }

  private static String mode(Path file) throws IOException {
    String mode = "";
    for (String line : Files.readAllLines(file)) {
      Matcher said = LINE.matcher(line);
      mode = said.matches() ? said.group(1) : mode; // the last one counts
    }
    return mode.isEmpty() ? SHADOW : mode.toLowerCase(Locale.ROOT);
  }

  /**
   * Keeps a copy and sets the mode to shadow.
   *
   * @return whether the copy of the rollback before was left as it is: this file is in shadow
   *     already, and would be what --undo goes back to
   */
  public boolean toShadow() throws IOException {
    boolean keptBefore = mode().equals(SHADOW) && Files.exists(kept());
    if (!keptBefore) {
      Files.copy(
          file, kept(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
    List<String> lines = new ArrayList<>();
    boolean found = false;
    for (String line : Files.readAllLines(file)) {
      boolean is = line.startsWith(NAME + "=");
      lines.add(is ? NAME + "=" + SHADOW : line);
      found |= is;
    }
    if (!found) {
      lines.add(NAME + "=" + SHADOW);
    }
    Files.write(file, lines); // owner and rights of the file that systemd reads stay
    return keptBefore;
  }

  /** The file as it was before the last rollback. */
  public void back() throws IOException {
    Files.write(file, Files.readAllBytes(kept()));
  }
}
