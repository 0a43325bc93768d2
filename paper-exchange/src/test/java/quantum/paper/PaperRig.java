package quantum.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import quantum.runtime.Settings;

/** A paper exchange in this JVM over a few made-up bars of BTCUSDT and RIVERUSDT. */
final class PaperRig implements AutoCloseable {
  static final long START = 1_746_372_780_000L;

  final PaperServer server;
  final PaperClient client;

  private PaperRig(PaperServer server) {
    this.server = server;
    this.client = new PaperClient(server.port());
  }

  /** Starts with further settings; the clock is the wall's. */
  static PaperRig start(Path folder, String... namesAndValues) throws IOException {
    Map<String, String> env = environment(folder);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      env.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return start(env);
  }

  static PaperRig start(Map<String, String> env) throws IOException {
    return new PaperRig(PaperServer.start(settings(env), System::currentTimeMillis));
  }

  static PaperExchangeSettings settings(Map<String, String> env) {
    Settings settings = Settings.of(env);
    return settings.complete("PAPER_", () -> PaperExchangeSettings.read(settings));
  }

  /** Bars in {@code folder/prices}: three minutes of BTCUSDT, two of RIVERUSDT from the second. */
  static Map<String, String> environment(Path folder) throws IOException {
    Path prices = Files.createDirectories(folder.resolve("prices"));
    Files.writeString(
        prices.resolve("BTCUSDT-1m.csv"),
        """
        open_time_ms,open,high,low,close,volume
        1746372780000,95505.4,95510,95500,95502.7,16.536
        1746372840000,95502.8,95600,95478,95478.1,28.313
        1746372900000,95478,95490,95470,95480,10
        """);
    Files.writeString(
        prices.resolve("RIVERUSDT-1m.csv"),
        """
        open_time_ms,open,high,low,close,volume
        1746372840000,12.32,12.5,12.3,12.4,1000
        1746372900000,12.4,21.68,12.4,21.68,2000
        """);
    Map<String, String> env = new HashMap<>();
    env.put("PAPER_PRICES_DIR", prices.toString());
    env.put("PAPER_API_KEY", PaperClient.KEY);
    env.put("PAPER_API_SECRET", PaperClient.SECRET);
    env.put("PAPER_STEP_SIZE", "RIVERUSDT:0.01");
    return env;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
