package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import quantum.replay.Replay;

/** Hands over to the replay, which ends the process. */
@Command(
    name = "backtest",
    header = "Entries over price files, without Redis.",
    description =
        "Entries over price files with the decisions of the services, without Redis. All that follows is"
            + " for the replay; 'quantum backtest --options' lists what it takes.",
    footer = {
      "",
      "Example: quantum backtest --prices demo/data/prices --entries demo/data/entries.json",
      "         quantum backtest --prices candles/ --every 4 --json"
    })
public final class Backtest implements Callable<Integer> {
  /** The word on the command line behind which nothing is for this command. */
  public static final String NAME = "backtest";

  @Unmatched private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    handOver(words);
    return Desk.FINE;
  }

  /** Runs the replay with these words. */
  public static void handOver(List<String> words) {
    Replay.main(
        words.stream()
            .map(word -> word.equals("--options") ? "--help" : word)
            .toArray(String[]::new));
  }
}
