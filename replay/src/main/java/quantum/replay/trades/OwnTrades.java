package quantum.replay.trades;

import java.util.List;

/**
 * What a file of trades tells.
 *
 * @param format what kind of file it was taken for, in words
 * @param positions closed ones, by the time of their opening
 * @param leftOut what could not be used, one sentence each with its line
 * @param notes what was assumed of the whole file
 */
public record OwnTrades(
    String format, List<OwnPosition> positions, List<String> leftOut, List<String> notes) {
  public OwnTrades {
    positions = List.copyOf(positions);
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }
}
