package quantum.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import quantum.cli.manual.ManPage;
import quantum.cli.verb.Desk;

/** What a build installs beside the command: manual pages and completion, made of the command. */
public final class Manual {
  private Manual() {}

  /**
   * Writes {@code man1/quantum*.1} and {@code quantum.bash}.
   *
   * @param args the folder to write into
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.createDirectories(folder.resolve("man1"));
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Files.writeString(folder.resolve("man1").resolve(page.getKey()), page.getValue());
    }
    Files.writeString(folder.resolve("quantum.bash"), completion(), StandardCharsets.UTF_8);
  }

  /** By file name. */
  public static Map<String, String> pages() {
    return ManPage.all(command());
  }

  /** For /usr/share/bash-completion/completions. */
  public static String completion() {
    return AutoComplete.bash("quantum", command());
  }

  private static CommandLine command() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return Quantum.command(new Desk(nowhere, nowhere, false));
  }
}
