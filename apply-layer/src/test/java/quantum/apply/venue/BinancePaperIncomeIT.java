package quantum.apply.venue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import quantum.apply.venue.binance.BinancePaperWorld;

class BinancePaperIncomeIT extends IncomeKit {
  @TempDir Path folder;

  @Override
  VenueWorld begin() throws Exception {
    return new BinancePaperWorld(folder);
  }
}
