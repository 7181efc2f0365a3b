/** What `reelay render --help` prints. */
export const RENDER_HELP = `Renders a page, frame by frame on a virtual clock, into a file.

Usage: reelay render PAGE -o OUT [options]
       npm start -- render PAGE -o OUT [options]

PAGE is an address (http://, https://), an .html file, or a scene: a .js module that
exports one (docs/RECORDER.md#scenes). Its largest canvas is taken where that fills half
of the viewport, else all that the viewport shows.

  -o, --output OUT     file to write; its ending chooses the format: .mp4 .webm .ogg .mkv
                       .mov .ts .apng .webp .gif, or .png and .hls, which are folders; - is
                       standard output; may be given several times
  --preset ID          a preset for the files of its ending, such as mp4-h265
                       (docs/PRESETS.md); may be given several times
  --quality NAME       draft, standard (the default), high or lossless
  --alpha              keep transparency, where the format can
  --fps RATE           frames per second, 30 or 30000/1001 (default 60)
  --duration SECONDS   length (default 5)
  --frames NUMBER      length in frames, in place of --duration
  --start SECONDS      skip so much of the page's time (default 0)
  --realtime           record the page as it runs, by the wall clock and not by a virtual
                       one: what there is no time for is missing
  --size WxH           the viewport in CSS pixels (default 1280x720)
  --scale NUMBER       device pixels a CSS pixel (default 1)
  --selector CSS       the canvas or other element to take; :root is all that the viewport
                       shows
  --seed NUMBER        what Math.random and crypto.getRandomValues begin with (default 1)
  --settle WHEN        wait for requests, fonts and images before the first frame (first,
                       the default), before every frame (every), or never
  --wait-for WHAT      let time go by until this CSS selector finds something, or until
                       js=EXPRESSION is true; the first frame is then
  --setup FILE         run this script in the page before the first frame; it may await
  --header TEXT        'Name: value', sent to the page's own origin; may be given
                       several times
  --cookie TEXT        'name=value', for the page's origin; may be given several times
  --timeout SECONDS    how long the page may take to load, and for each frame (default 30)
  --ignore-errors      report errors of the page, and go on
  --transport NAME     auto (the default: through shared memory where possible), socket, or
                       encoded (by the browser's own encoder)
  --browser PATH       the Chromium to use
  --json               tell everything as JSON, one object a line
  --help               this text

Exit codes: 0 done; 1 the recording failed; 2 the command line; 3 the page failed (an
error in it, it did not load, what was waited for did not come); 4 the browser crashed or
hung; 130 interrupted. Ctrl-C ends the file properly after the frame under way.
`;
