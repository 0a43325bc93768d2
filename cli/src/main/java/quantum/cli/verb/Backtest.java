package quantum.cli.verb;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands over to the replay. */
@Command(
    name = Backtest.NAME,
    header = "Entries over price files, without Redis.",
    description =
        "Entries over price files with the decisions of the services, without Redis. All that follows is"
            + " for the replay; 'quantum backtest --options' lists what it takes.",
    footer = {
      "",
      "Example: quantum backtest --prices demo/data/prices --entries demo/data/entries.json",
      "         quantum backtest --prices candles/ --every 4 --json",
      "         quantum backtest compare --prices candles/ --every 4 --set lock_mode=be_plus,ratchet",
      "",
      "'quantum backtest compare --help' lists the options of comparing settings."
    })
public final class Backtest implements Callable<Integer> {
  /** The word on the command line behind which nothing is for this command. */
  public static final String NAME = "backtest";

  private static final Pattern SERVERS =
      Pattern.compile("(lettuce|netty|javalin|jetty|logback|reactor|kotlin|websocket).*\\.jar");

  @Unmatched private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    return handOver(words, System.err);
  }

  /**
   * Runs the replay with these words, in a JVM that takes its time to compile: this one is set to
   * answer soon, a month of prices takes it several times as long.
   *
   * @return the replay's exit code
   */
  public static int handOver(List<String> words, PrintStream err) throws InterruptedException {
    return handOver("quantum.replay.Replay", words, err);
  }

  /** A backtest decides and calculates: it has no Redis to talk to and serves nothing. */
  private static String withoutServers(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> !SERVERS.matcher(Path.of(entry).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The same of another program beside it. */
  static int handOver(String program, List<String> words, PrintStream err)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-cp"));
    command.add(withoutServers(System.getProperty("java.class.path")));
    command.add(program);
    words.forEach(word -> command.add(word.equals("--options") ? "--help" : word));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      err.println("cannot start " + program + ": " + e.getMessage());
      return Desk.CANNOT_TELL;
    }
  }
}
