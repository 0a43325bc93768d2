package quantum.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands over to what fetches price files. */
@Command(
    name = Data.NAME,
    header = "Price files from Binance Vision, checked and without holes.",
    description =
        "get SYMBOL FROM [TO] [--interval 1m] [--funding] [--into DIR] [--url URL] fetches the bars of a"
            + " symbol; 'quantum data get --options' says more.",
    footer = {
      "",
      "Example: quantum data get BTCUSDT 2024-01 2024-06 --funding",
      "         quantum backtest --prices prices/ --every 4"
    })
public final class Data implements Callable<Integer> {
  /** The word on the command line behind which nothing is for this command. */
  public static final String NAME = "data";

  private static final String GET = "get";

  @Unmatched private List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    if (words.isEmpty() || !words.getFirst().equals(GET)) {
      System.err.println("quantum data: the only thing to do is 'get'; --help says more");
      return Desk.BAD_USAGE;
    }
    return Backtest.handOver(
        "quantum.replay.data.DataGet", words.subList(1, words.size()), System.err);
  }
}
