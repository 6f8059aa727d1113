"""The team's view: Streamlit pages and Plotly pictures that know nothing but the API's answers."""
